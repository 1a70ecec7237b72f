import { CHANGE_STATES } from '../../detect/events/changeStates';
import { type BaseQuery } from '../baseQuery';
import { choiceOption, choicesOption, type OptionValues } from '../queryOption';
import { sensitivityOptions } from '../sensitivityOptions';

/** How changes can be shown. */
export const CHANGE_VIEWS = [
  { value: 'events', label: 'Changes', help: 'One row per change, and what is missing or failed.' },
  { value: 'incidents', label: 'Incidents', help: 'Changes that may have begun with the same commits.' },
  {
    value: 'suspects',
    label: 'Suspects',
    help: 'The commits that may have caused the incidents, the most suspicious first.',
  },
  { value: 'series', label: 'Series', help: 'The level, noise and smallest detectable change of each series.' },
  { value: 'fleet', label: 'Fleet', help: 'One row per GPU configuration.' },
  {
    value: 'matrix',
    label: 'Matrix',
    help: 'The fleet by night: the worst state of each model and GPU configuration, for a state timeline.',
  },
  {
    value: 'alerts',
    label: 'Alerts',
    help: 'One number per open incident, for alert rules: by how many % it is worse.',
  },
  {
    value: 'failures',
    label: 'Failures',
    help: 'For alert rules: one number per model and GPU configuration whose series fail or are missing.',
  },
] as const;

export type ChangeView = (typeof CHANGE_VIEWS)[number]['value'];

/** The options of the kind `changes`. */
export const changesOptions = {
  view: choiceOption({ label: 'As', help: 'How changes are shown.', isMain: true }, CHANGE_VIEWS, 'events'),
  states: choicesOption(
    {
      label: 'States',
      help: 'Keeps only these states; none means all that need attention, for series all.',
      applies: ({ view }) => view !== 'fleet' && view !== 'matrix' && view !== 'alerts' && view !== 'failures',
    },
    CHANGE_STATES.map((state) => ({ value: state, label: state, help: '' })),
    'What needs attention'
  ),
  per: choiceOption(
    { label: 'Per', help: 'What one alert is about.', applies: ({ view }) => view === 'alerts' },
    [
      { value: 'incident', label: 'Incident', help: 'One alert for all that has one cause.' },
      { value: 'series', label: 'Series', help: 'One alert for each series and metric.' },
    ],
    'incident'
  ),
  number: choiceOption(
    {
      label: 'Number',
      help: 'What the number of an alert says. Its text can tell numbers alone besides its labels, which are its identity.',
      applies: ({ view }) => view === 'alerts',
    },
    [
      { value: 'worsening', label: 'Worsening', help: 'By how many % it is worse.' },
      {
        value: 'suspect',
        label: 'Suspect',
        help: 'The pull request that most likely caused it; 0 where none is known.',
      },
      { value: 'commits', label: 'Commits', help: 'How many commits may have caused it; 0 where they are not known.' },
    ],
    'worsening'
  ),
  ...sensitivityOptions(),
} as const;

export type ChangesOptions = OptionValues<typeof changesOptions>;

/** A query of the kind `changes`. */
export type ChangesQuery = BaseQuery & ChangesOptions;
