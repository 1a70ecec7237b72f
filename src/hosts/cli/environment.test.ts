import { type Command } from 'commander';

import { isSet } from './environment';
import { program } from './program';

/** Each command that does something, by the words that call it. */
const CALLED = program().commands.flatMap((command) =>
  command.commands.length > 0
    ? command.commands.map((below) => ({ words: [command.name(), below.name()], options: below.options }))
    : [{ words: [command.name()], options: command.options }]
);

const EACH = CALLED.flatMap(({ words, options }) => options.map((option) => ({ words, option, name: option.envVar! })));
/** The options that a command gets, where these variables are set; it does nothing with them. */
async function optionsOf(words: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<object> {
  let given: object | undefined;
  const main = program();
  listen(main, (options) => (given = options));
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    await main.parseAsync(
      [...words, ...(words.some((word) => word === 'import' || word === 'invalidate') ? ['1'] : [])],
      { from: 'user' }
    );
  } finally {
    Object.keys(process.env).forEach((name) => name in before || delete process.env[name]);
    Object.assign(process.env, before);
  }
  return given!;
}

function listen(command: Command, tell: (options: object) => void): void {
  command.commands.forEach((below) => {
    below.exitOverride().configureOutput({ writeErr: () => undefined });
    below.action(() => tell(below.opts()));
    listen(below, tell);
  });
}

const SWITCHES = EACH.filter(({ option }) => !option.required && !option.optional);

describe('environment variables', () => {
  it.each(EACH)('$words: an empty $name is the default', async ({ words, name }) => {
    const usual = await optionsOf(words);
    expect(await optionsOf(words, { [name]: '' })).toEqual(usual);
    expect(await optionsOf(words, { [name]: ' ' })).toEqual(usual);
  });

  it.each(SWITCHES)('$words: $name is on and off by the known words alone', async ({ words, name, option }) => {
    const usual: Readonly<Record<string, unknown>> = { ...(await optionsOf(words)) };
    const at = async (word: string) =>
      ((await optionsOf(words, { [name]: word })) as Readonly<Record<string, unknown>>)[option.attributeName()];
    for (const word of ['true', '1', 'YES', ' on ']) {
      expect(await at(word)).toBe(!option.negate);
    }
    for (const word of ['false', '0', 'No', 'off']) {
      // A switch that has an opposite can be told to be off, whatever holds otherwise.
      expect([usual[option.attributeName()], option.negate]).toContain(await at(word));
      expect(await at(word)).not.toBe(!option.negate);
    }
    await expect(optionsOf(words, { [name]: 'maybe' })).rejects.toMatchObject({
      message: expect.stringContaining(`the environment variable ${name} is "maybe"`) as string,
      exitCode: 1,
    });
  });

  it('an optional choice is its preset where it is on, and never where it is off', async () => {
    const demo = async (word: string) =>
      (await optionsOf(['serve'], { SGLANG_NIGHTLY_DEMO: word })) as { demo?: string };
    expect((await demo('true')).demo).toBe('always');
    expect((await demo('auto')).demo).toBe('auto');
    expect((await demo('0')).demo).toBe('never');
    await expect(demo('maybe')).rejects.toThrow('SGLANG_NIGHTLY_DEMO');
  });

  it("others' variables are set unless they say that they are not", () => {
    expect(['', '0', 'false', 'true', 'woodpecker'].map((CI) => isSet('CI', { CI }))).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
    expect(isSet('CI', {})).toBe(false);
  });
});
