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
} from './catalogue/attributes';
export { concatBytes } from './lib/bytes';
export { groupBy, tally } from './lib/collections';
export { hashHex } from './lib/hash';
export { type Issue, ISSUE_KINDS } from './model/issue';
export { finish, type Job } from './lib/job';
export { LABEL_NAMES, type LabelName, LABELS, type Labels, SUITES } from './catalogue/labels';
export { findMetric, type Metric, type MetricId, metricOf, METRICS } from './catalogue/metrics';
export { type Night, type Row } from './model/night';
export { isRepository, plainText, plural } from './lib/texts';
export { type Absence, isNewer, type Run, type RunRecord, type WorkflowRun } from './model/run';
export { makeSeries, type Series } from './model/series';
export { type Column, type Link, type Notice, type Table } from './model/table';
export { dateText, minuteText, MS_PER_DAY, MS_PER_HOUR, parseTime } from './lib/time';
export { UNPACK_LIMITS } from './read/unpack/limits';
export { parseDocument, parseFile } from './read/unpack/parseDocument';
export { unpack, type UnpackedFile } from './read/unpack/unpack';
export { completeDocument } from './read/check/completeDocument';
export { bundleOf, nameOfTry } from './read/forms/bundle';
export { readNight } from './read/forms/readNight';
export { SeriesPool } from './model/SeriesPool';
export {
  buildNightTable,
  buildPackedTable,
  newestAttempts,
  type InvalidRuns,
  type NightTable,
  packedTable,
  type SeriesColumns,
} from './table/nightTable';
export { type Aliases, joinAliases } from './table/joinAliases';
export { packNight, type PackedNight, SeriesDictionary } from './table/packedNight';
export { DETECTION_FORMAT, READING_FORMAT } from './model/formats';
export { type Acknowledgement, activeAcknowledgements } from './detect/events/acknowledgement';
export { type AbsentSeries, type Availability } from './detect/absence/availability';
export { cadencesOf, lateOnes } from './detect/observed/cadence';
export { type CachedAnalysis } from './detect/analyses';
export { analyseBatch, type AnalysisAnswer, type AnalysisBatch, type Helper } from './detect/Helpers';
export { type ChangeEvent, isOpenRegression } from './detect/events/changeEvent';
export { CHANGE_STATES } from './detect/events/changeStates';
export { type Changes, type Remembered, NOTHING_REMEMBERED } from './detect/changes';
export { Detection, type Knowledge } from './detect/detection';
export { type Incident } from './detect/incidents/incident';
export { type Commit, type CommitRange, type CommitsBetween, type Release } from './detect/suspects/commit';
export { measuredCommits, OF_IMAGES } from './detect/suspects/measuredCommits';
export { rankSuspects, type Suspect } from './detect/suspects/rankSuspects';
export { labelsOfScope } from './detect/incidents/scope';
export { type RememberedIncident } from './detect/incidents/rememberedIncidents';
export { type RememberedEvent } from './detect/events/rememberedEvents';
export { DETECTOR_PRESETS } from './detect/levels/detectorOptions';
export { DEFAULT_SENSITIVITY, type Preset, PRESETS, type Sensitivity } from './detect/levels/sensitivity';
export { isNews, matchChangePoints } from './detect/levels/analyseMetric';
export { detectChangePoints, type LocatedChangePoint } from './detect/levels/detectChangePoints';
export { type Annotation } from './ask/annotation';
export { answer } from './ask/answer';
export { namedAlone } from './ask/changes/alertsView';
export { isUsualOnMain } from './detect/observed/observedNights';
export { MAIN_WORKFLOW } from './ask/changes/measureNext';
export { firstSuspectText, suspectsOf } from './ask/changes/suspects';
export { alertSubject } from './ask/changes/incidentWords';
export { CHANGE_VIEWS, type ChangeView } from './ask/changes/changesOptions';
export { DEFAULT_LEGEND } from './ask/kinds/lineOptions';
export { makeLegend } from './ask/legend';
export { NIGHT_CHOICES, type NightChoice } from './ask/nightChoice';
export {
  type NightQuery,
  nightQuerySchema,
  type QueryRequest,
  queryRequestSchema,
  type SavedQuery,
} from './ask/nightQuery';
export { type AnyQueryKind, QUERY_KINDS, type QueryKindId, queryKindOf, QUERY_OPTIONS } from './ask/queryKinds';
export { type Choice, type QueryOption } from './ask/queryOption';
export { isPattern } from './ask/pattern';
export { runLinks } from './ask/runLinks';
export { type Filter, type Matcher, type Operator, OPERATORS } from './ask/selector';
export { rowsOf, type TableRow } from './ask/columns';
export { type AttributeValues, values } from './ask/values';
export { type DataFrameJson } from './ask/render/dataFrameJson';
export { rowsOfFrame } from './ask/render/rowsOfFrame';
export { queryResponse, type QueryResponse } from './ask/render/queryResponse';
export { responseText } from './ask/render/responseText';
export { markdownTable, markdownText, textTable } from './ask/render/textTable';
