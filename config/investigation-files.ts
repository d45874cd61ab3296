import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { templateProblems, type ReportTemplate } from '../domain/investigation/report/report-template';
import type { FileParts } from './file-parts';
import type { Problem } from './problem';
import type { Role } from './settings';

/** What a team has written itself, in files that the settings name. */
export interface InvestigationFiles {
  readonly template?: ReportTemplate;
  readonly prompt?: { readonly fileName: string; readonly text: string };
}

/** Longest file that is read, in characters. */
const MAX_CHARACTERS = 200_000;
const texts = z.record(z.string(), z.string());

/**
 * Reads the wording of reports and the prompt, which the worker alone needs.
 *
 * @param source path of the settings file: relative paths begin at its folder
 */
export function readInvestigationFiles(
  { investigations, model }: FileParts,
  role: Role,
  source: string,
): { readonly files: InvestigationFiles; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const read = (setting: string, path: string | undefined): string | undefined => {
    if (role !== 'worker' || path === undefined) return undefined;
    const reading = readText(resolve(dirname(source), path));
    if ('text' in reading) return reading.text;
    problems.push({ path: setting, ...reading });
    return undefined;
  };
  const template = read('investigations.report.template', investigations?.report.template);
  const prompt = read('model.prompt', model?.prompt);
  const wording = template === undefined ? {} : templateOf(template);
  return {
    files: {
      ...(wording.template === undefined ? {} : { template: wording.template }),
      ...(prompt === undefined ? {} : { prompt: { fileName: basename(model?.prompt ?? ''), text: prompt } }),
    },
    problems: [...problems, ...(wording.problems ?? [])],
  };
}

function readText(path: string): { readonly text: string } | { readonly what: string; readonly remedy: string } {
  const remedy = 'Correct the path, or make the file readable for this process.';
  try {
    const text = readFileSync(path, 'utf8');
    if (text.trim() === '') return { what: 'names an empty file', remedy: 'Fill it in, or leave the setting out.' };
    return text.length <= MAX_CHARACTERS
      ? { text }
      : { what: `names a file of more than ${MAX_CHARACTERS} characters`, remedy: 'Shorten it.' };
  } catch (error) {
    return {
      what: `names a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unreadable'})`,
      remedy,
    };
  }
}

function templateOf(text: string): { readonly template?: ReportTemplate; readonly problems?: readonly Problem[] } {
  const path = 'investigations.report.template';
  const parsed = texts.safeParse(parsedYaml(text));
  if (!parsed.success) {
    const remedy = 'Write one block a line, its name before the colon and its wording in quotes behind it.';
    return { problems: [{ path, what: 'names a file that is no list of blocks with texts', remedy }] };
  }
  const problems = templateProblems(parsed.data).map(({ block, problem }) => ({
    path: `${path} block ${JSON.stringify(block.slice(0, 60))}`,
    what: problem,
    remedy: 'What a block may say is in docs/configuration.md#investigationsreporttemplate.',
  }));
  return problems.length === 0 ? { template: parsed.data } : { problems };
}

function parsedYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
