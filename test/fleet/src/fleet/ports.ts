import { once } from 'node:events';
import { createServer } from 'node:net';
import getPort, { portNumbers } from 'get-port';
import { type Service, type ServiceId, services } from './services.ts';

/** Ports by service and environment variable. */
export type Ports = Readonly<Record<ServiceId, Readonly<Record<string, number>>>>;

const host = '127.0.0.1';

/**
 * Ports for every service.
 *
 * @param which `usual`: the ports that its README names where they are free; three systems claim
 *   8000, the first of the fleet gets it. `free`: any, so that fleets can run side by side.
 * @param log told of each usual port that could not be had, and who has it if it is one of ours.
 */
export async function choosePorts(
  which: 'usual' | 'free',
  log: (line: string) => void,
): Promise<Ports> {
  const owners = new Map<number, string>();
  const chosen: Record<string, Record<string, number>> = {};
  const assign = (service: Service, variable: string, port: number) => {
    owners.set(port, service.id);
    chosen[service.id] = { ...chosen[service.id], [variable]: port };
  };
  const later: [Service, string, number][] = [];
  for (const service of services as readonly Service[]) {
    for (const [variable, usual] of Object.entries(service.ports)) {
      const isUsable = which === 'usual' && !owners.has(usual) && (await isFree(usual));
      if (isUsable) assign(service, variable, usual);
      else later.push([service, variable, usual]);
    }
  }
  for (const [service, variable, usual] of later) {
    const port = await getPort({
      host,
      exclude: [...owners.keys()],
      // 10000 above, where it is easily recognised.
      ...(which === 'usual' && usual + 10_099 < 65_536
        ? { port: portNumbers(usual + 10_000, usual + 10_099) }
        : {}),
    });
    assign(service, variable, port);
    if (which === 'free') continue;
    const owner = owners.get(usual);
    log(
      `port ${usual} of ${service.id} is ${owner === undefined ? 'in use' : `${owner}'s`}; ` +
        `it gets ${port} (${variable}=${port})`,
    );
  }
  return chosen as Ports;
}

/** Whether nobody listens there: neither on loopback nor on all addresses. */
async function isFree(port: number): Promise<boolean> {
  for (const address of [host, undefined]) {
    const server = createServer();
    try {
      await once(server.listen(port, address), 'listening');
    } catch {
      return false;
    }
    server.close();
    await once(server, 'close');
  }
  return true;
}
