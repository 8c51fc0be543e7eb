import type { System } from '../system/system.js';

/** Where alerts go. What is not given is not set up. */
export interface Notifications {
  readonly slack?: {
    /** `#alerts` */
    readonly channel: string;
  };
  readonly email?: {
    readonly to: string;
    readonly from: string;
    /** `host:port` of the mail server, which must speak STARTTLS. */
    readonly smarthost: string;
    /** Name at the mail server; `from` when not given. */
    readonly username?: string;
  };
}

/** What is generated from. */
export interface Project {
  readonly systems: readonly System[];
  readonly notifications: Notifications;
  /** Where the runbooks' pages are, with a slash at the end: `https://.../docs/runbooks/`. */
  readonly runbooks: string;
  /** What the headers of the files say they were made from, and with which command. */
  readonly source: string;
  readonly command: string;
  /** Base URL of a Loki; without it the logs of the fleet stay off. */
  readonly lokiUrl: string | undefined;
  /** `host:port` of a Tempo's OTLP receiver over gRPC; without it traces stay off. */
  readonly tempoUrl: string | undefined;
}

/** One file of what is generated. */
export interface GeneratedFile {
  /** Below the output folder, with `/`. */
  readonly path: string;
  readonly content: string;
  /** Whether it is a program that must be executable. */
  readonly executable?: boolean;
}

/** Makes some files of a project. Pure: the same project gives the same files. */
export type Generator = (project: Project) => readonly GeneratedFile[];

/** Where our own runbooks are. Their pages explain kinds of alerts, so they serve other catalogs, too. */
export const ownRunbooks = 'https://github.com/obs/obs/blob/main/docs/runbooks/';

/** The comment on top of a generated file. */
export function header(project: Project, what: string): string {
  return [
    what,
    '',
    `Made from ${project.source} with \`${project.command}\`.`,
    'Do not edit: change what it is made from, and run that again.',
  ].join('\n');
}
