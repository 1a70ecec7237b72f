import { parse } from 'valibot';

import { buildNightTable } from '../../table/nightTable';
import { readNight } from '../../read/forms/readNight';
import { answer } from '../answer';
import { nightQuerySchema } from '../nightQuery';
import { rowsOf } from '../columns';

const DAY = 86_400_000;
const START = Date.UTC(2026, 8, 1);
const NIGHTS = 40;
const END = START + (NIGHTS - 1) * DAY;
const CASES = ['flux_1024', 'flux_512', 'wan_t2v'];

/** Nights of diffusion cases, as SGLang publishes them; from a night on they differ. */
function nights(later: { readonly methodology?: string; readonly cases?: readonly string[] }, from = 30) {
  return buildNightTable(
    Array.from({ length: NIGHTS }, (_, night) => {
      const { methodology = 'client-e2e-v1', cases = CASES } = night >= from ? later : {};
      const results = cases.map((id, at) => {
        // Another way of measuring gives other values.
        const latency = (4 + at) * (methodology === 'client-e2e-v1' ? 1 : 0.8) * (1 + 0.004 * Math.sin(7 * night + at));
        return {
          case_id: id,
          framework: 'sglang',
          model: 'flux',
          task: 't',
          methodology,
          latency_s: latency,
          error: null,
        };
      });
      const timestamp = new Date(START + night * DAY).toISOString();
      return readNight({
        document: { timestamp, commit_sha: `c${night}`, run_id: `${night + 1}`, branch: 'main', results },
      }).night!;
    })
  );
}

function ask(table: ReturnType<typeof nights>, view: string, states: readonly string[] = []) {
  const query = parse(nightQuerySchema, { kind: 'changes', view, states });
  return rowsOf(answer(table, query, { from: 0, to: END, now: END, repositoryUrl: '', notices: [] })[0]!);
}

describe('nights that are measured in another way', () => {
  it('say so once, and are no regression, no improvement and nothing missing', () => {
    const table = nights({ methodology: 'client-e2e-v2' });
    expect(ask(table, 'events')).toEqual([]);
    const events = ask(table, 'events', ['ended']);
    expect(events).toMatchObject([{ state: 'ended' }]);
    expect(events[0]!.note).toBe(
      'Measured in another way since: by client-e2e-v2, before by client-e2e-v1 (3 series). Values of both are not comparable.'
    );
    expect(ask(table, 'incidents')).toEqual([]);
    expect(ask(table, 'alerts')).toEqual([]);
  });

  it('are a changed workload where other cases are measured', () => {
    const [change] = ask(nights({ cases: ['qwen_image', 'wan_i2v'] }), 'events', ['ended']);
    expect(change!.note).toBe('The workload changed: 3 series ended, 2 began.');
  });
});
