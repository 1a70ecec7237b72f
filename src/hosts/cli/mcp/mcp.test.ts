import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';

import { createMcpServer, mcpCommand } from '../commands/mcp';
import { type FindFlags } from '../findInNights';

let client: Client;

beforeAll(async () => {
  const command = mcpCommand().exitOverride();
  command.action(() => undefined);
  await command.parseAsync(['--source', 'demo'], { from: 'user' });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  client = new Client({ name: 'test', version: '1' });
  await Promise.all([createMcpServer(command.opts<FindFlags>()).connect(ours), client.connect(theirs)]);
});

afterAll(() => client.close());

interface Answered {
  readonly rows: ReadonlyArray<Record<string, unknown>>;
  readonly leftOut?: number;
  readonly notices?: readonly string[];
}

async function call(name: string, given: Record<string, unknown> = {}): Promise<Answered> {
  const { content } = (await client.callTool({ name, arguments: given })) as { content: Array<{ text: string }> };
  return JSON.parse(content[0]!.text) as Answered;
}

describe('the tools for assistants', () => {
  it('are those that there are, each of which only reads', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['nights', 'incidents', 'suspects', 'latest', 'trend', 'compare']);
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
  });

  it('tell incidents with their suspects, and filter by what is asked', async () => {
    const { rows } = await call('incidents');
    expect(rows.length).toBeGreaterThan(3);
    expect(rows[0]).toMatchObject({ state: 'open', verdict: 'worse', suspects: expect.stringContaining('#') });
    const one = await call('incidents', { model: 'zai-org/GLM-4.6' });
    expect(one.rows).toHaveLength(1);
    const suspects = await call('suspects', { model: 'zai-org/GLM-4.6' });
    expect(suspects.rows[0]).toMatchObject({ rank: 1, title: expect.stringContaining('spec v2') });
  });

  it('tell nights, latest values, trends and comparisons', async () => {
    expect((await call('nights', { days: 7 })).rows.length).toBeGreaterThan(5);
    const series = { model: 'zai-org/GLM-4.6', gpuConfig: '8-gpu-h200', batchSize: '8', variant: 'TP8' };
    expect((await call('latest', { metric: 'ttft_ms', ...series })).rows).toHaveLength(2);
    const trend = await call('trend', { metric: 'ttft_ms', days: 10, ...series });
    expect(trend.rows.length).toBeGreaterThan(15);
    // Rows of several series are told apart by their labels.
    const lengths = new Set(trend.rows.map(({ input_len: input, output_len: output }) => `${input}/${output}`));
    expect(lengths.size).toBe(2);
    expect(trend.rows[0]).toMatchObject({ model: series.model, gpu_config: series.gpuConfig });
    expect((await call('compare', { metric: 'ttft_ms', ...series, baseline: 'days:7' })).rows).toHaveLength(2);
  });

  it('say what a filter names that no night has, and what there is', async () => {
    const { rows, notices } = await call('incidents', { model: 'glm-4.6' });
    expect(rows).toEqual([]);
    expect(notices).toContainEqual(expect.stringMatching(/^No night has model glm-4.6; there are .*zai-org\/GLM-4.6/));
    expect((await call('incidents', { model: 'zai-org/GLM-4.6' })).notices?.join()).not.toContain('No night has');
  });

  it('bound what they tell, and say what is left out', async () => {
    const { rows, leftOut } = await call('trend', { metric: 'output_throughput', days: 90 });
    expect(rows).toHaveLength(200);
    expect(leftOut).toBeGreaterThan(1000);
  });

  it('refuse what they do not know', async () => {
    const answer = await client.callTool({ name: 'latest', arguments: { metric: 'speed' } });
    expect(answer.isError).toBe(true);
  });
});
