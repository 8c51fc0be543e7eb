/**
 * GETs JSON.
 *
 * @throws when there is no answer in 30 s, or another status than 2xx; the message has the URL
 */
export async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  if (response.ok) return (await response.json()) as T;
  throw new Error(`${url}: ${response.status} ${(await response.text()).slice(0, 500)}`);
}
