/**
 * What is known of an incident, for rules to go by. `model` and `gpu` say that it concerns one model family or one kind of
 * GPU alone; the others say what is affected.
 */
const FACTS = [
  'blackwell',
  'hopper',
  'amd',
  'nvidia',
  'oneGpu',
  'oneModel',
  'manyModels',
  'speculative',
  'plain',
  'expertParallel',
  'quantised',
  'decode',
  'prefill',
  'acceptance',
  'diffusion',
  'serving',
  'multinode',
  'singleNode',
  'vision',
  'text',
  'otherHardware',
] as const;
export type Fact = (typeof FACTS)[number];

/**
 * One thing that speaks for or against a commit. It matches by a pattern in the title or in a label of its pull request, or
 * in the path of a file; both ignore upper and lower case.
 */
export interface SuspectRule {
  /** What the commit does, as the reason says it: "it …". */
  readonly does: string;
  readonly title?: RegExp;
  readonly path?: RegExp;
  /** Points wherever it matches, */
  readonly points: number;
  /** and instead of them where the incident has a fact: the most of those that hold. */
  readonly where?: Readonly<Partial<Record<Fact, number>>>;
  /** Factors of the whole score where the incident has a fact: what can hardly be. */
  readonly unlikely?: Readonly<Partial<Record<Fact, number>>>;
}

/**
 * The rules of the ranking, for SGLang's repository. A fork changes them here, and nothing else. How they were weighed:
 * docs/decisions/0012-suspects.md.
 */
export const SUSPECT_RULES: readonly SuspectRule[] = [
  {
    does: 'changes speculative decoding',
    title: /\b(mtp|eagle\d?|nextn|ngram|draft|spec(ulative)?([ _-]?(v2|dec\w*))?)\b/i,
    path: /speculative\/|eagle|nextn|_mtp/i,
    points: 1,
    where: { speculative: 6, acceptance: 7 },
    unlikely: { plain: 0.2 },
  },
  {
    does: 'changes an attention backend',
    title: /\b(attention|attn|mla|mha|nsa|dsa|fa3|fa4|flash[ _-]?attn|trtllm[ _-]?m[hl]a|flashmla|cutlass_mla)\b/i,
    path: /layers\/attention\/|flashattention|flashmla/i,
    points: 2.5,
    unlikely: { diffusion: 0.4 },
  },
  {
    does: 'changes mixture-of-experts kernels',
    title: /\b(moe|deepep|deep_?ep|ep|eplb|fused[ _-]?moe|experts?|grouped[ _-]?gemm)\b/i,
    path: /layers\/moe\/|eplb|deepep/i,
    points: 2,
    where: { expertParallel: 5 },
    unlikely: { diffusion: 0.3 },
  },
  {
    does: 'changes quantisation',
    title: /\b(fp4|fp8|nvfp4|mxfp4|mxfp8|w4a8|w8a8|int4|int8|awq|gptq|quant\w*|deep[ _-]?gemm)\b/i,
    path: /layers\/quantization\/|quant|deep_gemm|deepgemm/i,
    points: 1.5,
    where: { quantised: 4 },
  },
  {
    does: 'bumps a dependency',
    title:
      /\b(bump|upgrade|update|pin|migrate)\b.*\b(flashinfer|sgl[ _-]?kernel|torch|pytorch|triton|cuda|nccl|transformers|flash[ _-]?attn|cutlass|deep[ _-]?gemm|deep[ _-]?ep|driver|mooncake|nixl|aiter|diffusers|image|docker)\b/i,
    path: /(^|\/)(pyproject[^/]*\.toml|requirements[^/]*\.txt|Dockerfile[^/]*)$/i,
    points: 3,
    where: { manyModels: 6 },
  },
  {
    does: 'changes compiled kernels',
    title: /\b(sgl[ _-]?kernel|jit[ _-]?kernel|cuda kernel|triton kernel|kernel)\b/i,
    path: /sgl-kernel\/(csrc|python|include)|jit_kernel\/|\.(cu|cuh)$/i,
    points: 3,
    where: { manyModels: 3.5 },
  },
  {
    does: 'changes the scheduler',
    title: /\b(schedul\w*|overlap|event loop|retract\w*)\b/i,
    path: /srt\/managers\/(scheduler|schedule|tp_worker|tokenizer)/i,
    points: 2,
    where: { manyModels: 4 },
    unlikely: { diffusion: 0.3 },
  },
  {
    does: 'changes the executor or CUDA graphs',
    title: /\b(cuda ?graph|piecewise|torch ?compile|model ?runner|forward batch)\b/i,
    path: /srt\/model_executor\/|cuda_graph|compilation\//i,
    points: 2,
    where: { manyModels: 4, decode: 3 },
    unlikely: { diffusion: 0.3 },
  },
  {
    does: 'changes the cache of keys and values',
    title: /\b(kv ?cache|radix|hicache|mem(ory)? ?(pool|cache)|paged?)\b/i,
    path: /srt\/mem_cache\//i,
    points: 1.5,
    where: { prefill: 3 },
    unlikely: { diffusion: 0.3 },
  },
  {
    does: 'changes communication between GPUs',
    title:
      /\b(all[ _-]?reduce|allgather|all[ _-]?gather|reduce[ _-]?scatter|nccl|custom[ _-]?ar|symm(etric)? ?mem\w*|dp[ _-]?attention)\b/i,
    path: /srt\/distributed\/|all_reduce|communicator|dp_attention/i,
    points: 2,
    where: { manyModels: 5, expertParallel: 3, multinode: 4 },
  },
  {
    does: 'changes prefill',
    title: /\b(prefill|chunked|ttft|prefix)\b/i,
    points: 1,
    where: { prefill: 4 },
  },
  {
    does: 'changes decoding or sampling',
    title: /\b(decode|decoding|sampl(er|ing)|logits?|lm[ _-]?head)\b/i,
    path: /srt\/(sampling|layers\/(sampler|logits_processor))/i,
    points: 1,
    where: { decode: 3 },
  },
  {
    does: 'changes image and video generation',
    title: /\b(diffusion|dit|vae|image gen\w*|video gen\w*|multimodal_gen)\b/i,
    path: /multimodal_gen\//i,
    points: 0.5,
    where: { diffusion: 6 },
    unlikely: { serving: 0.1 },
  },
  {
    does: 'changes the separation of prefill and decode',
    title: /\b(disagg\w*|pd[ _-]?disagg\w*|mooncake|nixl|kv transfer)\b/i,
    path: /srt\/disaggregation\//i,
    points: 1,
    where: { multinode: 5 },
    unlikely: { singleNode: 0.2 },
  },
  {
    does: 'is for Blackwell',
    title: /\b(blackwell|b200|b300|gb200|gb300|sm_?100\w?|sm_?103|trtllm\w*|nvfp4)\b/i,
    path: /trtllm|sm100|blackwell/i,
    points: 0.5,
    where: { blackwell: 4 },
    unlikely: { hopper: 0.3, amd: 0.1 },
  },
  {
    does: 'is for Hopper',
    title: /\b(hopper|h100|h200|h20|sm_?90\w?|fa3|flashmla)\b/i,
    path: /sm90|hopper/i,
    points: 0.5,
    where: { hopper: 4 },
    unlikely: { blackwell: 0.3, amd: 0.1 },
  },
  {
    does: 'is for AMD',
    title: /\b(amd|rocm|hip|aiter|mi\d{3}x?|gfx\d+)\b/i,
    path: /(^|[/_.-])(rocm|amd|aiter|hip)([/_.-]|$)/i,
    points: 0.5,
    where: { amd: 5 },
    unlikely: { nvidia: 0.1 },
  },
  {
    does: 'is for other hardware',
    title: /\b(npu|ascend|xpu|intel|cpu|tpu|musa|mps|apple|arm|hpu|gaudi)\b/i,
    path: /(^|[/_.-])(npu|ascend|xpu|musa|tpu|cpu)([/_.-]|$)/i,
    points: 0,
    where: { otherHardware: 5 },
    unlikely: { nvidia: 0.04, amd: 0.04 },
  },
  {
    does: 'changes how it is measured',
    title: /\b(bench(mark)?\w*|nightly|perf ?test)\b/i,
    path: /bench_|benchmark\/|test\/nightly/i,
    points: 1.5,
    where: { manyModels: 5 },
  },
  {
    does: 'changes a default',
    title: /\b(defaults?|switch|turn (on|off)|heuristics?)\b/i,
    points: 1.5,
    where: { manyModels: 2.5 },
  },
  {
    does: 'is about speed',
    title: /\b(perf|optimi[sz]\w*|fus(e|ed|ion)|speed|faster|tun(e|ing))\b/i,
    points: 1.5,
  },
  {
    does: 'changes layers that models share',
    title: /\b(rotary|rope|(rms|layer) ?norm|activation|linear layers?|embedding layers?)\b/i,
    path: /srt\/layers\/[^/]*\.py$/i,
    points: 1.5,
    where: { manyModels: 4 },
    unlikely: { diffusion: 0.4 },
  },
  {
    does: 'is of a feature that the benchmarks do not use',
    title:
      /\b(lora|router|gateway|tool[ _-]?(call|parser)\w*|reasoning parser|grammar|xgrammar|\[?rl\]?|weight sync|hicache|openai api|trac(e|ing)|prometheus)\b/i,
    path: /\/lora\/|sgl-(model-gateway|router)|function_call\/|constrained\/|weight_sync|entrypoints\/openai|hicache|hiradix|metrics\//i,
    points: 0,
    unlikely: { serving: 0.15, diffusion: 0.15 },
  },
  {
    does: 'changes how pictures and sound are read',
    title: /\b(ocr|vlm?|mllm|vision|audio|multimodal)\b/i,
    path: /srt\/multimodal\/|mm_utils|_vl\b|vision/i,
    points: 0,
    where: { vision: 4 },
    unlikely: { text: 0.15, diffusion: 0.15 },
  },
  { does: 'takes back an earlier one', title: /^(\[[^\]]*\]\s*)*revert\b/i, points: 1 },
];

/** What a commit touches that runs nowhere: a commit of nothing else causes nothing. */
export const HARMLESS =
  /^(docs?|\.github|3rdparty|examples?|assets|scripts\/ci|test|tests|python\/sglang\/test)\/|\.(md|mdx|rst|txt|ipynb|png|svg|ya?ml)$|(^|\/)(CODEOWNERS|LICENSE|OWNERS)$/i;
/** Of these, what decides how the nights are measured. */
export const MEASURES = /nightly|bench/i;
/** Words of a title that say the same where the files are not known. */
export const HARMLESS_TITLE =
  /^(\[[^\]]*\]\s*)*(\[?(docs?|ci|tests?|lint|typo)\]?\b|(update|fix|add|improve)\s+(the\s+)?(docs?|readme|ci|tests?|unit tests?|typos?|codeowners)\b)/i;
/** What several families of models share, by the words of their families. */
export const SHARED_MODEL_FILES: ReadonlyArray<readonly [file: RegExp, families: RegExp]> = [
  [/models\/deepseek_(common|v2)/i, /^(deepseek|glm|kimi)/],
];
/** Where the files of models lie. */
export const MODEL_FILE = /srt\/models\/|runtime\/models\/|configs\/|parser\/|function_call\//i;
