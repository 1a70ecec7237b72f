/** What ends a stretch inside a text of JSON, and outside one. */
const IN_TEXT = /["\\]/g;
const BETWEEN = /["[\]{},]/g;
const BLANK = /^\s*$/;

/** The text of an element, and whether it stands in an array: what is no array is its own only element. */
interface Element {
  readonly text: string;
  readonly isInArray: boolean;
}

/**
 * Gives the texts of the elements of a JSON array while its text comes in, so that one element at a time is in memory; a text
 * that is no array is its only element. Whether the elements are JSON is for their reader to say.
 *
 * @throws SyntaxError where the array does not end, or something follows it. @throws what `limit` throws for an element's
 * characters.
 */
export async function* arrayElements(
  parts: AsyncIterable<string> | Iterable<string>,
  limit: (length: number) => void
): AsyncGenerator<Element> {
  const reader = new ElementReader(limit);
  for await (const part of parts) {
    yield* reader.take(part);
  }
  yield* reader.end();
}

class ElementReader {
  private isArray?: boolean;
  private depth = 0;
  private isInText = false;
  private isEscaped = false;
  private hasEnded = false;
  private count = 0;
  private held: string[] = [];
  private length = 0;

  constructor(private readonly limit: (length: number) => void) {}

  *take(part: string): Generator<Element> {
    let at = 0;
    if (this.isArray === undefined) {
      const first = /[^\s\uFEFF]/.exec(part);
      if (!first) {
        return;
      }
      this.isArray = first[0] === '[';
      at = first.index + (this.isArray ? 1 : 0);
      this.depth = 1;
    }
    if (!this.isArray) {
      this.hold(part.slice(at));
      return;
    }
    yield* this.split(part, at);
  }

  /** Gives the elements that end in a part, of which the text from `start` on belongs to the array. */
  private *split(part: string, start: number): Generator<Element> {
    let begin = start;
    for (let at = start; at < part.length;) {
      if (this.isEscaped) {
        this.isEscaped = false;
        at += 1;
        continue;
      }
      const stop = this.isInText ? IN_TEXT : BETWEEN;
      stop.lastIndex = at;
      const found = stop.exec(part);
      if (!found) {
        break;
      }
      at = found.index + 1;
      if (this.step(found[0])) {
        this.hold(part.slice(begin, found.index));
        begin = at;
        yield* this.release();
      }
    }
    this.hold(part.slice(begin));
  }

  /** Returns whether an element ends at a character. */
  private step(character: string): boolean {
    switch (character) {
      case '"':
        this.isInText = !this.isInText;
        return false;
      case '\\':
        this.isEscaped = true;
        return false;
      case '[':
      case '{':
        this.depth += 1;
        return false;
      case ',':
        return this.depth === 1;
      default:
        this.depth -= 1;
        return this.depth === 0;
    }
  }

  private hold(text: string): void {
    if (this.hasEnded && !BLANK.test(text)) {
      throw new SyntaxError('Something follows the array');
    }
    this.length += text.length;
    this.limit(this.length);
    this.held.push(text);
  }

  /** Gives the element that is held; an array without any has none. */
  private *release(): Generator<Element> {
    const text = this.held.join('');
    this.held = [];
    this.length = 0;
    this.hasEnded = this.depth === 0;
    if (this.count > 0 || !this.hasEnded || !BLANK.test(text)) {
      this.count += 1;
      yield { text, isInArray: true };
    }
  }

  *end(): Generator<Element> {
    if (this.isArray && !this.hasEnded) {
      throw new SyntaxError('The array does not end');
    }
    if (!this.isArray) {
      yield { text: this.held.join(''), isInArray: false };
    }
  }
}
