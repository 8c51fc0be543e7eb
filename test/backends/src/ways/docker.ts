import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findOnPath } from '../host.ts';
import { runCommand } from '../install/command.ts';
import type { Way } from '../install/spec.ts';

export interface DockerImage {
  /** With its tag: `prom/prometheus:v3.15.0`. */
  readonly image: string;
  /** For the cache folder. */
  readonly product: string;
  /** Executables by their usual name, as the image calls them. */
  readonly commands: Readonly<Record<string, string>>;
}

/**
 * Makes executables that run a program of an image. Such a program has the
 * network of this machine, so it listens where it is told to, and sees only the
 * folder it is started in: files it is given must be there.
 */
export function dockerImage(options: DockerImage): Way {
  return {
    how: 'docker',
    id: { product: `${options.product}-docker`, pin: options.image.replaceAll(/[/:]/g, '_') },
    async closed(host) {
      const [docker] = await findOnPath(host, 'docker');
      if (docker === undefined) return 'docker is not on PATH';
      const asked = ['version', '--format', '{{.Server.Version}}'];
      return runCommand(docker, asked, { env: host.env }).then(
        () => undefined,
        () => 'docker is on PATH, but no engine answers it',
      );
    },
    async install(shop) {
      await shop.run(`pull ${options.image}`, 'docker', ['pull', options.image]);
      await mkdir(join(shop.stage, 'bin'));
      const tools: Record<string, string> = {};
      for (const [name, command] of Object.entries(options.commands)) {
        const file = join('bin', name);
        await writeFile(join(shop.stage, file), launcher(options.image, command));
        await chmod(join(shop.stage, file), 0o755);
        tools[name] = file;
      }
      return tools;
    },
  };
}

function launcher(image: string, command: string): string {
  return `#!/bin/sh
exec docker run --rm --init --network host --user "$(id -u):$(id -g)" \\
  --volume "$PWD:$PWD" --workdir "$PWD" --entrypoint ${command} ${image} "$@"
`;
}
