/** Where a client's calls go, as `server.address` and `server.port`. */
export interface Target {
  readonly address: string | undefined;
  readonly port: number | undefined;
}

/** What is known of a target beyond the limit: nothing that could make a series. */
export const unnamedTarget: Target = { address: undefined, port: undefined };

/** The port that grpc-js takes when a DNS name has none. */
const defaultPort = 443;

/**
 * The address and port in a gRPC target (`dns:///host:port`, `ipv6:[::1]:50051`, `unix:/path`,
 * `host:port`). A target of another scheme (`xds:///name`) is its own address; so is a list of
 * addresses, which has no one port. Source: the gRPC specification, naming.md.
 */
export function parseTarget(target: string): Target {
  const [, scheme = 'dns', rest = ''] = /^(dns|ipv4|ipv6|unix|unix-abstract|xds):(.*)$/s.exec(
    target,
  ) ?? [undefined, 'dns', target];
  // What a resolver of the application's own makes of its scheme is not known here.
  if (/^[a-z][\w+.-]*:\/\//i.test(rest)) return { address: rest, port: undefined };
  const endpoint = rest.replace(/^\/\/[^/]*\//, scheme === 'unix' ? '/' : '');
  if (scheme.startsWith('unix') || scheme === 'xds' || endpoint.includes(',')) {
    return { address: endpoint, port: undefined };
  }
  const [, bracketed, host, port] = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d+))?$/.exec(endpoint) ?? [];
  const address = bracketed ?? host ?? endpoint;
  if (address === '') return unnamedTarget;
  return { address, port: port === undefined ? defaultPort : Number(port) };
}
