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
 * needs none of this and leaves the machine as it was. apt gets package lists of its
 * own (a few seconds), so neither absent nor outdated lists of the machine matter;
 * it still verifies signatures with the machine's keys, and uses its sources and
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
  const downloads = join(apt, 'downloads');
  const root = join(shop.stage, 'root');
  await mkdir(join(apt, 'lists/partial'), { recursive: true });
  await mkdir(join(apt, 'archives/partial'), { recursive: true });
  await mkdir(downloads);
  const machine = await shop.run('read the settings of apt', 'apt-config', ['dump']);
  await writeFile(join(apt, 'apt.conf'), aptSettings(apt, machine));
  const env = {
    APT_CONFIG: join(apt, 'apt.conf'),
    DEBIAN_FRONTEND: 'noninteractive',
    LC_ALL: 'C',
  };
  const get = (what: string, ...args: string[]) =>
    shop.run(what, 'apt-get', args, { cwd: downloads, env });

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
  const archives = await readdir(downloads);
  const each = 'root=$1; shift; for file; do dpkg-deb -x "$file" "$root" || exit; done';
  const what = `unpack ${archives.length === 1 ? archives[0] : `${archives.length} packages`}`;
  await shop.run(what, 'sh', ['-c', each, 'sh', root, ...archives], { cwd: downloads });
  await rm(apt, { recursive: true });

  const tools: Record<string, string> = {};
  for (const [name, file] of Object.entries(options.files)) {
    tools[name] = options.withDependencies
      ? await writeLauncher(shop.stage, name, file)
      : join('root', file);
  }
  return tools;
}

/**
 * Folders of our own. Of the machine's settings those about downloads count (proxies,
 * certificates, mirrors) and no others: its hooks after an update, for one, are
 * about its own folders.
 */
function aptSettings(apt: string, machine: string): string {
  const acquire = machine.split('\n').filter((line) => line.startsWith('Acquire::'));
  const own = {
    'Dir::Etc::main': '/dev/null',
    'Dir::Etc::parts': '/dev/null',
    'Dir::State': apt,
    'Dir::State::status': '/var/lib/dpkg/status',
    'Dir::Cache': apt,
    'Dir::Log': apt,
    // The user that apt downloads as may not write into our folders.
    'APT::Sandbox::User': '',
    'APT::Install-Recommends': 'false',
    // Otherwise an update without a network is a success with warnings.
    'APT::Update::Error-Mode': 'any',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '3',
    'Acquire::http::Timeout': '30',
    'Acquire::https::Timeout': '30',
  };
  const lines = Object.entries(own).map(([name, value]) => `${name} "${value}";`);
  return `${[...acquire, ...lines].join('\n')}\n`;
}

/** The package and what it needs that this machine does not have. */
async function closure(
  get: (what: string, ...args: string[]) => Promise<string>,
  name: string,
): Promise<string[]> {
  const plan = ['install', '--reinstall', '--print-uris', '-y', '-qq'];
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
