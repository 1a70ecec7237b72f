import { CHANGE_STATES } from '../../detect/changes/changeEvent';
import { type BaseQuery } from '../baseQuery';
import { choiceOption, choicesOption, type OptionValues } from '../queryOption';
import { sensitivityOptions } from '../sensitivityOptions';

/** How changes can be shown. */
export const CHANGE_VIEWS = [
  { value: 'events', label: 'Changes', help: 'One row per change, and what is missing or failed.' },
  { value: 'incidents', label: 'Incidents', help: 'Changes that may have begun with the same commits.' },
  { value: 'series', label: 'Series', help: 'The level, noise and smallest detectable change of each series.' },
  { value: 'fleet', label: 'Fleet', help: 'One row per GPU configuration.' },
] as const;

export type ChangeView = (typeof CHANGE_VIEWS)[number]['value'];

/** The options of the kind `changes`. */
export const changesOptions = {
  view: choiceOption({ label: 'As', help: 'How changes are shown.' }, CHANGE_VIEWS, 'events'),
  states: choicesOption(
    {
      label: 'States',
      help: 'Keeps only these states; none means all that need attention, for series all.',
      applies: ({ view }) => view !== 'fleet',
    },
    CHANGE_STATES.map((state) => ({ value: state, label: state, help: '' })),
    'What needs attention'
  ),
  ...sensitivityOptions(),
} as const;

export type ChangesOptions = OptionValues<typeof changesOptions>;

/** A query of the kind `changes`. */
export type ChangesQuery = BaseQuery & ChangesOptions;
