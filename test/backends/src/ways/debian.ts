import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findOnPath } from '../host.ts';
import type { Way, Workshop } from '../install/spec.ts';

export interface DebianPackage {
  /** Its name in the distribution. */
  readonly package: string;
  /** Executables by their usual name: where they are in the package, without the first slash. */
  readonly files: Readonly<Record<string, string>>;
  /**
   * True: the packages it depends on, as far as this machine lacks them, are
   * unpacked beside it, and the executables see their libraries. False (the
   * default) for programs that need nothing but libc.
   */
  readonly withDependencies?: boolean;
}

/**
 * Fetches a Debian or Ubuntu package and unpacks it into the stage, without
 * installing it.
 *
 * An installation would need root, wait for the lock of whatever else installs,
 * and on a real machine start the package's service on its fixed port. Unpacking
 * needs none of this and leaves nothing behind. apt gets package lists of its own
 * (a few seconds), so neither absent nor outdated lists of the machine matter; it
 * still verifies signatures with the machine's keys, and reads its sources and
 * proxies.
 */
export function debianPackage(options: DebianPackage): Way {
  return {
    how: 'debian',
    id: { product: `${options.package}-debian`, pin: 'distribution' },
    async closed(host) {
      for (const command of ['apt-get', 'dpkg-deb']) {
        const [found] = await findOnPath(host, command);
        if (found === undefined) return `${command} is not on PATH`;
      }
      return undefined;
    },
    install: (shop) => unpack(shop, options),
  };
}

async function unpack(shop: Workshop, options: DebianPackage): Promise<Record<string, string>> {
  const apt = join(shop.stage, 'apt');
  const root = join(shop.stage, 'root');
  await mkdir(join(apt, 'lists/partial'), { recursive: true });
  await mkdir(join(apt, 'archives/partial'), { recursive: true });
  await mkdir(join(apt, 'downloads'));
  const settings = [
    ...['-o', `Dir::State=${apt}`, '-o', 'Dir::State::status=/var/lib/dpkg/status'],
    ...['-o', `Dir::Cache=${apt}`, '-o', `Dir::Log=${apt}`],
    // Its download user may not write into our folders.
    ...['-o', 'APT::Sandbox::User='],
    ...['-o', 'Acquire::Languages=none', '-o', 'Acquire::Retries=3'],
    ...['-o', 'Acquire::http::Timeout=30', '-o', 'Acquire::https::Timeout=30'],
  ];
  const get = (what: string, ...args: string[]) =>
    shop.run(what, 'apt-get', [...settings, ...args], {
      cwd: join(apt, 'downloads'),
      env: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    });

  let updateError: unknown;
  try {
    await get('read package lists', 'update');
  } catch (error) {
    // A foreign source that fails is none of our business if the package is found.
    updateError = error;
  }
  try {
    const packages = options.withDependencies
      ? await closure(get, options.package)
      : [options.package];
    await get(`download ${options.package}`, 'download', ...packages);
  } catch (error) {
    if (updateError === undefined) throw error;
    throw new Error(`${(error as Error).message}\n${(updateError as Error).message}`);
  }
  const archives = await readdir(join(apt, 'downloads'));
  const each = 'root=$1; shift; for file; do dpkg-deb -x "$file" "$root" || exit; done';
  const what = `unpack ${archives.length === 1 ? archives[0] : `${archives.length} packages`}`;
  await shop.run(what, 'sh', ['-c', each, 'sh', root, ...archives], {
    cwd: join(apt, 'downloads'),
  });
  await rm(apt, { recursive: true });

  const tools: Record<string, string> = {};
  for (const [name, file] of Object.entries(options.files)) {
    tools[name] = options.withDependencies
      ? await writeLauncher(shop.stage, name, file)
      : join('root', file);
  }
  return tools;
}

/** The package and what it needs that this machine does not have. */
async function closure(
  get: (what: string, ...args: string[]) => Promise<string>,
  name: string,
): Promise<string[]> {
  const plan = ['install', '--no-install-recommends', '--reinstall', '--print-uris', '-y', '-qq'];
  const lines = await get(`list what ${name} needs`, ...plan, name);
  // 'http://.../wrk_4.1.0-3+b2_amd64.deb' wrk_4.1.0-3+b2_amd64.deb 65976 SHA256:...
  const packages = [...lines.matchAll(/^'[^']+' ([^ _]+)_[^ ]+\.deb /gm)].map(
    ([, found]) => found!,
  );
  if (packages.length === 0) throw new Error(`apt-get has no plan for ${name}: ${lines.trim()}`);
  return packages;
}

/** A script that runs an unpacked program with the libraries beside it. */
async function writeLauncher(stage: string, name: string, file: string): Promise<string> {
  const launcher = join('bin', name);
  const script = `#!/bin/sh
root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")/root
libraries=
# One level deeper too: some packages reach their private libraries by an absolute path.
for folder in "$root"/usr/lib/*-linux-gnu* "$root"/usr/lib/*-linux-gnu*/* "$root"/lib/*-linux-gnu*; do
  if [ -d "$folder" ]; then libraries=$libraries$folder:; fi
done
export LD_LIBRARY_PATH="$libraries$LD_LIBRARY_PATH"
if [ ! -d /etc/fonts ] && [ -d "$root/etc/fonts" ]; then export FONTCONFIG_PATH="$root/etc/fonts"; fi
exec "$root/${file}" "$@"
`;
  await mkdir(join(stage, dirname(launcher)), { recursive: true });
  await writeFile(join(stage, launcher), script);
  await chmod(join(stage, launcher), 0o755);
  return launcher;
}
