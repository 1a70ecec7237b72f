import { type Command, type Option } from 'commander';

const ON = ['true', '1', 'yes', 'on'];
const OFF = ['false', '0', 'no', 'off', ''];

/**
 * Makes the commands below this one read their environment variables as people fill them in: an empty one is the default of its
 * option, and a switch is off where its variable says so.
 */
export function readsEnvironment(command: Command, environment: NodeJS.ProcessEnv): Command {
  command.hook('preSubcommand', (_, below) =>
    below.options.forEach((option) => readVariable(below, option, environment))
  );
  command.commands.forEach((below) => readsEnvironment(below, environment));
  return command;
}

/** Commander takes a switch as set by whatever stands in its variable. @throws CommanderError that names the variable. */
function readVariable(command: Command, option: Option, environment: NodeJS.ProcessEnv): void {
  const { envVar: name = '', required, optional, negate } = option;
  const given = environment[name];
  if (given === undefined) {
    return;
  }
  const word = given.trim().toLowerCase();
  if (word === '') {
    delete environment[name];
  } else if (optional && (ON.includes(word) || OFF.includes(word))) {
    environment[name] = ON.includes(word) ? String(option.presetArg) : NEVER;
  } else if (!required && !optional) {
    delete environment[name];
    // A switch and its opposite are two options of one value: `--dry-run` and `--no-dry-run`.
    const opposite = negate ? name.replace('_NO_', '_') : name.replace(PREFIX, `${PREFIX}NO_`);
    if (!ON.includes(word) && !OFF.includes(word)) {
      refuse(command, name, word);
    }
    environment[ON.includes(word) ? name : opposite] ??= ON[0];
  }
}

const PREFIX = 'SGLANG_NIGHTLY_';
/** The choice by which an option with an optional choice is off. */
const NEVER = 'never';

function refuse(command: Command, name: string, word: string): never {
  const words = `give ${ON.join(', ')}, or ${OFF.filter(Boolean).join(', ')}`;
  return command.error(`error: the environment variable ${name} is "${word.slice(0, 40)}": ${words} or nothing.`);
}

/** Whether a variable that others define, such as `CI`, is set: whatever it says but that it is off. */
export function isSet(name: string, environment: NodeJS.ProcessEnv): boolean {
  return !OFF.includes((environment[name] ?? '').trim().toLowerCase());
}
