import packageJson from '../../../package.json';

/** The version of the package, the same for the plugin, the collector and the command line. */
export const VERSION: string = packageJson.version;
