/** A file of observations, of any of the kinds that are taken, as a stream of observations. Bounded memory, never throws for its content. */
import { CSV_LIMITS, type CsvProblem, CsvReader } from './csv.js';
import type { NewObservation, ReportOptions } from './observation.js';
import { observationsOf, type ReportRow, type ReportType, reportTypeOf } from './report.js';
import { addressOf } from './values.js';

export interface ReportInput {
  /** File name, which tells the kind of Shadowserver's reports. */
  readonly name?: string;
  readonly type?: ReportType;
  readonly options: ReportOptions;
}

export interface ReportResult {
  rows: number;
  refused: number;
  /** The first of what was refused. */
  readonly problems: CsvProblem[];
  type: ReportType | undefined;
}

const PROBLEMS = 50;
const BATCH = 2000;

/** Batches of observations; `result` is complete when the last has been given. */
export async function* readReport(
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  input: ReportInput,
  result: ReportResult,
): AsyncGenerator<NewObservation[]> {
  const csv = new CsvReader();
  let batch: NewObservation[] = [];
  let columns: string[] | undefined;
  const refuse = (line: number, problem: string): void => {
    result.refused++;
    if (result.problems.length < PROBLEMS) result.problems.push({ line, problem });
  };
  const take = (row: ReportRow, type: ReportType, line: number): void => {
    result.rows++;
    const made = observationsOf(row, type, input.options);
    if ('problem' in made) refuse(line, made.problem);
    else batch.push(...made.observations);
  };
  const rowOf = (line: number, cells: readonly string[]): void => {
    if (columns === undefined) {
      const bare = addressOf(cells[0]) !== undefined;
      const names = cells.map((cell) =>
        cell
          .replace(/^\ufeff/, '')
          .trim()
          .toLowerCase(),
      );
      if (/^\s*[#;]/.test(cells[0] ?? '')) return;
      // A list of addresses has no header.
      columns = bare ? ['ip', 'hostname'] : names;
      result.type = input.type ?? (bare ? 'addresses' : reportTypeOf(names, input.name));
      if (!bare) return;
    }
    if (/^\s*#/.test(cells[0] ?? '')) return;
    take(named(columns, cells), result.type ?? 'addresses', line);
  };
  const problemsOfCsv = (): void => {
    for (const { line, problem } of csv.problems.splice(0)) refuse(line, problem);
  };
  let json: JsonLines | undefined;
  let begun = false;
  const jsonOf = (found: readonly JsonLine[]): void => {
    result.type ??= input.type ?? 'scan';
    for (const { line, row } of found) {
      if (row !== undefined) take(row, result.type, line);
      else {
        result.rows++;
        refuse(line, 'not an object of JSON');
      }
    }
  };
  for await (const chunk of pieces(content)) {
    if (!begun) {
      begun = true;
      if (/^\ufeff?\s*\{/.test(new TextDecoder().decode(chunk.subarray(0, 100)))) json = new JsonLines();
    }
    if (json !== undefined) jsonOf(json.push(chunk));
    else for (const { line, cells } of csv.push(chunk)) rowOf(line, cells);
    problemsOfCsv();
    if (batch.length >= BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (json !== undefined) jsonOf(json.finish());
  else for (const { line, cells } of csv.finish()) rowOf(line, cells);
  problemsOfCsv();
  if (batch.length > 0) yield batch;
}

export const newResult = (): ReportResult => ({ rows: 0, refused: 0, problems: [], type: undefined });

/** Large chunks in pieces, so that a batch stays a batch. */
async function* pieces(content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const piece = 64 * 1024;
  for await (const chunk of content)
    for (let at = 0; at < chunk.length; at += piece) yield chunk.subarray(at, at + piece);
}

function named(columns: readonly string[], cells: readonly string[]): ReportRow {
  const row: Record<string, string> = Object.create(null);
  for (const [index, column] of columns.slice(0, CSV_LIMITS.columns).entries())
    if (column !== '') row[column] = cells[index] ?? '';
  return row;
}

interface JsonLine {
  readonly line: number;
  /** Undefined: not an object. */
  readonly row: ReportRow | undefined;
}

/** An object of JSON on each line. */
class JsonLines {
  readonly #decoder = new TextDecoder();
  #rest = '';
  #line = 0;
  #skipping = false;

  push(chunk: Uint8Array): JsonLine[] {
    const parts = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split('\n');
    this.#rest = parts.pop() ?? '';
    const found = parts.flatMap((text) => this.#one(text));
    if (this.#rest.length > CSV_LIMITS.row) {
      this.#skipping = true;
      this.#rest = '';
    }
    return found;
  }

  finish(): JsonLine[] {
    const text = this.#rest + this.#decoder.decode();
    return text === '' && !this.#skipping ? [] : this.#one(text);
  }

  #one(text: string): JsonLine[] {
    const line = ++this.#line;
    if (this.#skipping) {
      this.#skipping = false;
      return [{ line, row: undefined }];
    }
    if (text.trim() === '') return [];
    return [{ line, row: text.length > CSV_LIMITS.row ? undefined : objectOf(text) }];
  }
}

function objectOf(text: string): ReportRow | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
    const row: Record<string, string> = Object.create(null);
    for (const [name, member] of Object.entries(value).slice(0, CSV_LIMITS.columns))
      if (typeof member === 'string' || typeof member === 'number' || typeof member === 'boolean')
        row[name.toLowerCase()] = String(member).slice(0, CSV_LIMITS.cell);
    return row;
  } catch {
    return undefined;
  }
}
