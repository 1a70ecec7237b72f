import { type LabelAttributeId, type LabelName, LABELS, type Labels } from './labels';

/** The facts of a run that are attributes. */
interface RunFacts {
  readonly branch: string;
  readonly event: string;
}

/** Something a query can filter by, and a variable can list. */
export interface Attribute {
  readonly id: AttributeId;
  readonly label: string;
  readonly description: string;
  /** Its name in frames, links and ad hoc filters. */
  readonly name: string;
  /** The labels of the series that make it, of several joined by `_`; left out where it belongs to the run. */
  readonly labels?: readonly LabelName[];
  /** Whether only some forms of night have it. */
  readonly isSeldom: boolean;
}

export type AttributeId = LabelAttributeId | 'ioLength' | keyof RunFacts;

const IO_LENGTH: Attribute = {
  id: 'ioLength',
  name: 'io_length',
  label: 'Input/output length',
  description: 'Input and output tokens of a request, such as 4096_512.',
  labels: ['input_len', 'output_len'],
  isSeldom: false,
};

/** The attributes of a run. */
export const RUN_ATTRIBUTES: readonly Attribute[] = [
  { id: 'branch', name: 'branch', label: 'Branch', description: 'The branch that was benchmarked.', isSeldom: false },
  {
    id: 'event',
    name: 'event',
    label: 'Event',
    description: 'What started the run: schedule, push or workflow_dispatch.',
    isSeldom: false,
  },
];

/** The attributes, in the order in which they are offered: those of runs stand where the lengths do. */
export const ATTRIBUTES: readonly Attribute[] = LABELS.flatMap(
  ({ name, title: label, attribute: id, description = '', suites }): readonly Attribute[] => {
    if (name === 'input_len') {
      return [IO_LENGTH, ...RUN_ATTRIBUTES];
    }
    return id ? [{ id, name, label, description, labels: [name], isSeldom: !suites.includes('serving') }] : [];
  }
);

export const ATTRIBUTE_IDS = ATTRIBUTES.map(({ id }) => id);

const BY_ID = new Map(ATTRIBUTES.map((attribute) => [attribute.id, attribute]));

/** Returns the attribute with this id. */
export function attributeOf(id: AttributeId): Attribute {
  return BY_ID.get(id)!;
}

/** Returns the attribute with this name in frames, links and ad hoc filters, or undefined. */
export function findAttribute(name: string): Attribute | undefined {
  return ATTRIBUTES.find((attribute) => attribute.name === name);
}

/** Whether an attribute belongs to the series, and not to the run. */
export function isOfSeries({ labels }: Attribute): boolean {
  return labels !== undefined;
}

/** The attributes of a series, in the order in which they are offered. */
export const SERIES_ATTRIBUTES: readonly Attribute[] = ATTRIBUTES.filter(isOfSeries);

/** Returns the text of a series' attribute, or '' where the series does not have it. */
export function seriesAttribute(labels: Labels, id: AttributeId): string {
  const [first, ...others] = attributeOf(id).labels ?? [];
  if (!first || labels[first] === undefined) {
    return '';
  }
  return [first, ...others].map((name) => labels[name] ?? '').join('_');
}

/** Returns the text of a run's attribute, or '' where it is not known. */
export function runAttribute(run: RunFacts, id: AttributeId): string {
  return id === 'branch' || id === 'event' ? run[id] : '';
}
