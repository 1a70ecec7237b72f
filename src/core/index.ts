/** The core's only door. What is not named here may change. */
export {
  type Attribute,
  ATTRIBUTE_IDS,
  type AttributeId,
  attributeOf,
  ATTRIBUTES,
  findAttribute,
  RUN_ATTRIBUTES,
  SERIES_ATTRIBUTES,
} from '../catalogue/attributes';
export { concatBytes } from '../lib/bytes';
export { groupBy, tally } from '../lib/collections';
export { hashHex } from '../lib/hash';
export { type Issue, ISSUE_KINDS } from './model/issue';
export { finish, type Job } from '../lib/job';
export { LABEL_NAMES, type LabelName, LABELS, type Labels, SUITES } from '../catalogue/labels';
export { findMetric, type Metric, type MetricId, metricOf, METRICS } from '../catalogue/metrics';
export { type Night, type Row } from './model/night';
export { isRepository, plainText, plural } from '../lib/texts';
export { type Absence, isNewer, type Run, type RunRecord, type WorkflowRun } from './model/run';
export { makeSeries, type Series } from './model/series';
export { type Column, type Link, type Notice, type Table } from './model/table';
export { dateText, minuteText, MS_PER_DAY, MS_PER_HOUR, parseTime } from '../lib/time';
export { UNPACK_LIMITS } from './unpack/limits';
export { parseDocument } from './unpack/parseDocument';
export { unpack, type UnpackedFile } from './unpack/unpack';
export { completeDocument } from './validate/completeDocument';
export { bundleOf } from './forms/bundle';
export { readNight } from './forms/readNight';
export { SeriesPool } from './flatten/SeriesPool';
export {
  buildNightTable,
  buildPackedTable,
  newestAttempts,
  type NightTable,
  packedTable,
  type SeriesColumns,
} from './flatten/nightTable';
export { type Aliases, joinAliases } from './flatten/joinAliases';
export { packNight, type PackedNight, SeriesDictionary } from './flatten/packedNight';
export { DETECTION_FORMAT, READING_FORMAT } from './formats';
export { type Acknowledgement, activeAcknowledgements } from './detect/changes/acknowledgement';
export { type AbsentSeries, type Availability } from './detect/changes/availability';
export { cadencesOf, lateOnes } from './detect/changes/cadence';
export { type CachedAnalysis } from './detect/changes/analyses';
export { analyseBatch, type AnalysisAnswer, type AnalysisBatch, type Helper } from './detect/changes/Helpers';
export { type ChangeEvent, isOpenRegression } from './detect/changes/changeEvent';
export { CHANGE_STATES } from './detect/changes/changeStates';
export { type Changes, type Remembered, NOTHING_REMEMBERED } from './detect/changes/changes';
export { Detection, type Knowledge } from './detect/changes/detection';
export { type Incident } from './detect/changes/incident';
export { type Commit, type CommitRange, type CommitsBetween, type Release } from './suspects/commit';
export { rankSuspects, type Suspect } from './suspects/rankSuspects';
export { labelsOfScope } from './detect/changes/scope';
export { type RememberedIncident } from './detect/changes/rememberedIncidents';
export { type RememberedEvent } from './detect/changes/rememberedEvents';
export {
  DEFAULT_SENSITIVITY,
  DETECTOR_PRESETS,
  type Preset,
  PRESETS,
  type Sensitivity,
} from './detect/levels/detectorOptions';
export { isNews, matchChangePoints } from './detect/levels/analyseMetric';
export { detectChangePoints, type LocatedChangePoint } from './detect/levels/detectChangePoints';
export { type Annotation } from './query/annotation';
export { answer } from './query/answer';
export { namedAlone } from './query/changes/alertsView';
export { isUsualOnMain } from './detect/changes/observedNights';
export { MAIN_WORKFLOW } from './query/changes/measureNext';
export { firstSuspectText, suspectsOf } from './query/changes/suspects';
export { alertSubject } from './query/changes/incidentWords';
export { CHANGE_VIEWS, type ChangeView } from './query/changes/changesOptions';
export { DEFAULT_LEGEND } from './query/kinds/lineOptions';
export { makeLegend } from './query/legend';
export { NIGHT_CHOICES, type NightChoice } from './query/nightChoice';
export {
  type NightQuery,
  nightQuerySchema,
  type QueryRequest,
  queryRequestSchema,
  type SavedQuery,
} from './query/nightQuery';
export { type AnyQueryKind, QUERY_KINDS, type QueryKindId, queryKindOf, QUERY_OPTIONS } from './query/queryKinds';
export { type Choice, type QueryOption } from './query/queryOption';
export { isPattern } from './query/pattern';
export { runLinks } from './query/runLinks';
export { type Filter, type Matcher, type Operator, OPERATORS } from './query/selector';
export { rowsOf, type TableRow } from './query/columns';
export { type AttributeValues, values } from './query/values';
export { type DataFrameJson } from './render/dataFrameJson';
export { rowsOfFrame } from './render/rowsOfFrame';
export { queryResponse, type QueryResponse } from './render/queryResponse';
export { responseText } from './render/responseText';
export { markdownTable, markdownText, textTable } from './render/textTable';
