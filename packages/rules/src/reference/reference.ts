import type { Catalog } from '@obs/semconv';
import * as semconv from '@obs/semconv';
import type { GeneratedFile } from '../generate/project.js';
import type { System } from '../system/system.js';
import { type ReferencePage, referenceIndex, referencePage } from './page.js';
import { weaverDefinition, weaverManifest } from './weaver.js';

/**
 * `metrics.md`, a page for each system, and each catalog for Weaver. Pure.
 *
 * @param others catalogs that belong to no system: they share a page
 * @param command what the files say they were made with
 */
export function referenceFiles(
  systems: readonly System[],
  others: readonly Catalog[],
  command: string,
): GeneratedFile[] {
  const generated = `Made from the catalogs with \`${command}\`. Do not edit: change a catalog, and run that again.`;
  const pages = pagesOf(systems, others);
  const catalogs = [...new Set(pages.flatMap((page) => page.catalogs))];
  return [
    { path: 'metrics.md', content: referenceIndex(pages, generated) },
    ...pages.map((page) => ({
      path: `metrics/${page.name}.md`,
      content: referencePage(page, generated),
    })),
    ...catalogs.flatMap((catalog) => [
      {
        path: `metrics/weaver/${catalog.domain}/manifest.yaml`,
        content: weaverManifest(catalog, generated),
      },
      {
        path: `metrics/weaver/${catalog.domain}/${catalog.domain}.yaml`,
        content: weaverDefinition(catalog, generated),
      },
    ]),
  ];
}

function pagesOf(systems: readonly System[], others: readonly Catalog[]): ReferencePage[] {
  const pages: ReferencePage[] = systems.map(({ name, title, description, catalogs }) => ({
    name,
    title,
    description,
    catalogs,
  }));
  if (others.length === 0) return pages;
  return [
    ...pages,
    {
      name: 'standard',
      title: 'Every service',
      description: 'Families that belong to no system: what any service may expose.',
      catalogs: others,
    },
  ];
}

/** The catalogs of this project that no system has. */
export function standardCatalogs(systems: readonly System[]): Catalog[] {
  const inSystems = new Set(systems.flatMap(({ catalogs }) => catalogs));
  return (Object.values(semconv) as unknown[])
    .filter(isCatalog)
    .filter((catalog) => !inSystems.has(catalog));
}

function isCatalog(value: unknown): value is Catalog {
  return typeof value === 'object' && value !== null && 'domain' in value && 'metrics' in value;
}
