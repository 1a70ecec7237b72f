import { type DataFrameJson } from './dataFrameJson';
import { type QueryResponse } from './queryResponse';

/**
 * Returns the JSON text of a response in parts, so that whoever writes it can do other things in between. Columns that
 * lines have in common, such as their times, are written once, and come as the same part again.
 */
export function* responseText({ results, ...rest }: QueryResponse): Generator<string> {
  const written = new Map<readonly unknown[], string>();
  yield '{"results":{';
  let separator = '';
  for (const [refId, { frames, ...others }] of Object.entries(results)) {
    yield `${separator}${JSON.stringify(refId)}:{"frames":[`;
    for (const [index, frame] of frames.entries()) {
      yield index > 0 ? ',' : '';
      yield* frameText(frame, written);
    }
    yield `]${entriesText(others)}}`;
    separator = ',';
  }
  yield `}${entriesText(rest)}}`;
}

function* frameText(
  { schema, data, ...rest }: DataFrameJson,
  written: Map<readonly unknown[], string>
): Generator<string> {
  yield `{"schema":${JSON.stringify(schema)},"data":{"values":[`;
  for (const [index, values] of data.values.entries()) {
    const text = written.get(values) ?? JSON.stringify(values);
    written.set(values, text);
    yield index > 0 ? ',' : '';
    yield text;
  }
  yield `]}${entriesText(rest)}}`;
}

function entriesText(rest: object): string {
  const text = JSON.stringify(rest).slice(1, -1);
  return text === '' ? '' : `,${text}`;
}
