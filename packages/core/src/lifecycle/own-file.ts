/**
 * The file that this code runs from, as a path or a URL: in a CommonJS build, in an ES module build,
 * or in a bundle. Modules are found from there.
 */
export const ownFile: string = typeof __filename === 'string' ? __filename : import.meta.url;
