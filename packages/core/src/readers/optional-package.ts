import { ObsError } from '../errors.js';

/**
 * Loads the official exporter of an OTLP protocol that does not come with this package.
 *
 * @param name of the npm package.
 * @throws ObsError `OBS_CONFIG_DEPENDENCY` when it is not installed or cannot be loaded.
 */
// biome-ignore lint/suspicious/noExplicitAny: the package need not be installed, nor its types.
export async function optionalPackage(protocol: string, name: string): Promise<any> {
  try {
    return await import(name);
  } catch (cause) {
    throw new ObsError(
      'OBS_CONFIG_DEPENDENCY',
      `OTLP over ${protocol} needs ${name}, which could not be loaded.`,
      `Run "npm install ${name}", or set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.`,
      { cause },
    );
  }
}
