/** Whether Kubernetes wrote a variable for a Service: `OBS_METRICS_PORT` is one of `obs-metrics`. */
export function isServiceLink(value: string | undefined): boolean {
  return value !== undefined && /^(tcp|udp|sctp):\/\//.test(value.trim());
}
