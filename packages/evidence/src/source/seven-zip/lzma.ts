/**
 * LZMA decoder after Igor Pavlov's public domain specification (lzma-specification.txt in the LZMA SDK): range coder,
 * literals, matches and repeated matches over one window. It stops after any number of bytes and goes on from there.
 */
import { damaged } from '../../problem.js';

const PROBABILITY_ONE = 1 << 11;
const MOVE_BITS = 5;
const TOP = 2 ** 24;
const RANGE = 0;
const CODE = 1;
const STATES = 12;
const POSITION_STATES = 16;
const END_POSITION_MODEL = 14;
const FULL_DISTANCES = 1 << (END_POSITION_MODEL >> 1);
const ALIGN_BITS = 4;
const LENGTH_STATES = 4;
const MIN_MATCH = 2;
/** A match may reach so far beyond the place where decoding was to stop. */
const MAX_MATCH = 273;
/** Largest sum of literal context bits that 7-Zip's formats use; more would only cost memory. */
export const MAX_LITERAL_BITS = 12;

/** Gives the next piece of compressed data, valid until the next call; undefined at the end. */
export type NextInput = () => Uint8Array | undefined;

const NOTHING = new Uint8Array(0);
const freshProbabilities = (count: number): Uint16Array => new Uint16Array(count).fill(PROBABILITY_ONE >> 1);

/** Length models: choice, choice2, then low and mid per position state, then high. */
class LengthModel {
  readonly choices = freshProbabilities(2);
  readonly low = freshProbabilities(POSITION_STATES << 3);
  readonly mid = freshProbabilities(POSITION_STATES << 3);
  readonly high = freshProbabilities(256);
}

/** Decoded bytes: a linear buffer whose older half is moved down when it is full, so that no access needs a wrap. */
class Window {
  readonly bytes: Uint8Array;
  position = 0;
  /** Bytes written since the last reset of the dictionary, at most the dictionary's size: how far a match may reach. */
  reach = 0;

  constructor(
    readonly dictionary: number,
    readonly step: number,
  ) {
    this.bytes = new Uint8Array(dictionary + step + MAX_MATCH);
  }

  makeRoom(): void {
    if (this.position + this.step + MAX_MATCH <= this.bytes.length) return;
    const kept = Math.min(this.position, this.dictionary);
    this.bytes.copyWithin(0, this.position - kept, this.position);
    this.position = kept;
  }
}

export class LzmaDecoder {
  readonly #window: Window;
  readonly #next: NextInput;
  #input: Uint8Array = NOTHING;
  #at = 0;
  /** Range and code, unsigned: in a typed array because plain fields would box numbers beyond 31 bits at every step. */
  readonly #coder = new Uint32Array(2);

  #literalContextBits = 0;
  #literalPositionMask = 0;
  #positionMask = 0;
  #state = 0;
  #rep0 = 0;
  #rep1 = 0;
  #rep2 = 0;
  #rep3 = 0;
  #total = 0;
  #ended = false;

  #literals = freshProbabilities(0);
  #isMatch = freshProbabilities(0);
  #isRep = freshProbabilities(0);
  #isRep0 = freshProbabilities(0);
  #isRep1 = freshProbabilities(0);
  #isRep2 = freshProbabilities(0);
  #isRep0Long = freshProbabilities(0);
  #slots = freshProbabilities(0);
  #distances = freshProbabilities(0);
  #align = freshProbabilities(0);
  #matchLengths = new LengthModel();
  #repLengths = new LengthModel();

  constructor(dictionary: number, next: NextInput) {
    // A step of an eighth of the dictionary keeps the cost of moving it below a tenth of decoding.
    this.#window = new Window(dictionary, Math.max(1 << 18, Math.min(dictionary >> 1, 1 << 24)));
    this.#next = next;
  }

  /** Literal context bits, literal position bits, position bits, packed into one byte as both formats do. */
  setProperties(byte: number): void {
    if (byte >= 9 * 5 * 5) throw damaged('the LZMA properties are impossible');
    const contextBits = byte % 9;
    const rest = Math.floor(byte / 9);
    const positionBits = rest % 5;
    if (contextBits + positionBits > MAX_LITERAL_BITS) throw damaged('the LZMA properties are impossible');
    this.#literalContextBits = contextBits;
    this.#literalPositionMask = (1 << positionBits) - 1;
    this.#positionMask = (1 << Math.floor(rest / 5)) - 1;
    this.#literals = freshProbabilities(0x300 << (contextBits + positionBits));
    this.resetState();
  }

  resetState(): void {
    this.#literals.fill(PROBABILITY_ONE >> 1);
    this.#isMatch = freshProbabilities(STATES << 4);
    this.#isRep = freshProbabilities(STATES);
    this.#isRep0 = freshProbabilities(STATES);
    this.#isRep1 = freshProbabilities(STATES);
    this.#isRep2 = freshProbabilities(STATES);
    this.#isRep0Long = freshProbabilities(STATES << 4);
    this.#slots = freshProbabilities(LENGTH_STATES << 6);
    this.#distances = freshProbabilities(1 + FULL_DISTANCES - END_POSITION_MODEL);
    this.#align = freshProbabilities(1 << ALIGN_BITS);
    this.#matchLengths = new LengthModel();
    this.#repLengths = new LengthModel();
    this.#state = this.#rep0 = this.#rep1 = this.#rep2 = this.#rep3 = 0;
  }

  resetDictionary(): void {
    this.#window.reach = 0;
    this.#total = 0;
  }

  /** Reads the five bytes that every range coded stream begins with. */
  startRangeCoder(): void {
    if (this.byte() !== 0) throw damaged('the LZMA data is damaged');
    this.#coder[RANGE] = 0xffffffff;
    this.#coder[CODE] = 0;
    for (let i = 0; i < 4; i++) this.#shiftIn();
  }

  /** The next byte of the input as it stands; for the chunk headers of LZMA2. */
  byte(): number {
    const byte = this.byteOrEnd();
    if (byte === undefined) throw damaged('the LZMA data ends too early');
    return byte;
  }

  byteOrEnd(): number | undefined {
    while (this.#at >= this.#input.length) {
      const next = this.#next();
      if (next === undefined) return undefined;
      this.#input = next;
      this.#at = 0;
    }
    return this.#input[this.#at++];
  }

  /** Copies uncompressed input through the window, as LZMA2's plain chunks ask for. */
  *copy(length: number): Generator<Uint8Array> {
    const window = this.#window;
    for (let left = length; left > 0; ) {
      window.makeRoom();
      const start = window.position;
      const end = start + Math.min(left, window.step);
      while (window.position < end) window.bytes[window.position++] = this.byte();
      this.#account(end - start);
      left -= end - start;
      yield window.bytes.subarray(start, end);
    }
  }

  /** Decodes exactly `length` bytes, or fewer where an end mark stands. */
  *decode(length: number): Generator<Uint8Array> {
    const window = this.#window;
    for (let left = length; left > 0 && !this.#ended; ) {
      window.makeRoom();
      const start = window.position;
      const bytes = Math.min(left, window.step);
      this.#run(start + bytes, start + left);
      const produced = window.position - start;
      left -= produced;
      if (produced > 0) yield window.bytes.subarray(start, window.position);
    }
  }

  #account(bytes: number): void {
    this.#window.reach = Math.min(this.#window.dictionary, this.#window.reach + bytes);
    this.#total += bytes;
  }

  /** Decodes until the window's position reaches `limit`; a match may go beyond it, but never beyond `hardLimit`. */
  #run(limit: number, hardLimit: number): void {
    const window = this.#window;
    const bytes = window.bytes;
    const start = window.position;
    const reachBefore = window.reach;
    const totalBefore = this.#total;
    let position = start;
    while (position < limit) {
      const produced = position - start;
      const posState = (totalBefore + produced) & this.#positionMask;
      const state = this.#state;
      if (this.#bit(this.#isMatch, (state << 4) + posState) === 0) {
        this.#literal(bytes, position, totalBefore + produced, reachBefore + produced);
        position++;
        continue;
      }
      let length: number;
      if (this.#bit(this.#isRep, state) !== 0) {
        if (reachBefore + produced === 0) throw damaged('the LZMA data is damaged');
        if (this.#bit(this.#isRep0, state) === 0) {
          if (this.#bit(this.#isRep0Long, (state << 4) + posState) === 0) {
            this.#state = state < 7 ? 9 : 11;
            length = 1;
            this.#checkReach(reachBefore + produced);
            bytes[position] = bytes[position - this.#rep0 - 1] ?? 0;
            position++;
            continue;
          }
        } else {
          this.#rotateReps(state);
        }
        length = this.#length(this.#repLengths, posState);
        this.#state = state < 7 ? 8 : 11;
      } else {
        this.#rep3 = this.#rep2;
        this.#rep2 = this.#rep1;
        this.#rep1 = this.#rep0;
        length = this.#length(this.#matchLengths, posState);
        this.#state = state < 7 ? 7 : 10;
        this.#rep0 = this.#distance(length);
        if (this.#rep0 === 0xffffffff) {
          this.#ended = true;
          break;
        }
      }
      this.#checkReach(reachBefore + produced);
      const end = position + length + MIN_MATCH;
      if (end > hardLimit) throw damaged('the LZMA data is damaged');
      let from = position - this.#rep0 - 1;
      while (position < end) bytes[position++] = bytes[from++] ?? 0;
    }
    window.position = position;
    this.#account(position - start);
  }

  #checkReach(reach: number): void {
    if (this.#rep0 >= Math.min(reach, this.#window.dictionary)) throw damaged('the LZMA data is damaged');
  }

  #rotateReps(state: number): void {
    let distance: number;
    if (this.#bit(this.#isRep1, state) === 0) {
      distance = this.#rep1;
    } else {
      if (this.#bit(this.#isRep2, state) === 0) {
        distance = this.#rep2;
      } else {
        distance = this.#rep3;
        this.#rep3 = this.#rep2;
      }
      this.#rep2 = this.#rep1;
    }
    this.#rep1 = this.#rep0;
    this.#rep0 = distance;
  }

  #literal(bytes: Uint8Array, position: number, total: number, reach: number): void {
    const previous = reach > 0 ? (bytes[position - 1] ?? 0) : 0;
    const context =
      ((total & this.#literalPositionMask) << this.#literalContextBits) + (previous >> (8 - this.#literalContextBits));
    const base = 0x300 * context;
    const probabilities = this.#literals;
    let symbol = 1;
    if (this.#state >= 7) {
      this.#checkReach(reach);
      let matched = bytes[position - this.#rep0 - 1] ?? 0;
      do {
        const matchBit = (matched >> 7) & 1;
        matched <<= 1;
        const bit = this.#bit(probabilities, base + ((1 + matchBit) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (matchBit !== bit) break;
      } while (symbol < 0x100);
    }
    bytes[position] = this.#plainLiteral(probabilities, base, symbol) & 0xff;
    const state = this.#state;
    this.#state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
  }

  /** The rest of a literal: `#bit` written out, its state in local variables, because most bits are decoded here. */
  #plainLiteral(probabilities: Uint16Array, base: number, begun: number): number {
    const coder = this.#coder;
    let range = coder[RANGE] ?? 0;
    let code = coder[CODE] ?? 0;
    let symbol = begun;
    while (symbol < 0x100) {
      const index = base + symbol;
      const probability = probabilities[index] ?? 0;
      const bound = Math.imul(range >>> 11, probability) >>> 0;
      if (code < bound) {
        range = bound;
        probabilities[index] = probability + ((PROBABILITY_ONE - probability) >> MOVE_BITS);
        symbol <<= 1;
      } else {
        range = (range - bound) >>> 0;
        code = (code - bound) >>> 0;
        probabilities[index] = probability - (probability >> MOVE_BITS);
        symbol = (symbol << 1) | 1;
      }
      if (range < TOP) {
        range = (range << 8) >>> 0;
        const byte = this.#at < this.#input.length ? (this.#input[this.#at++] ?? 0) : this.byte();
        code = ((code << 8) | byte) >>> 0;
      }
    }
    coder[RANGE] = range;
    coder[CODE] = code;
    return symbol;
  }

  #bit(probabilities: Uint16Array, index: number): 0 | 1 {
    const coder = this.#coder;
    const probability = probabilities[index] ?? 0;
    const range = coder[RANGE] ?? 0;
    const code = coder[CODE] ?? 0;
    const bound = Math.imul(range >>> 11, probability) >>> 0;
    let rest: number;
    let bit: 0 | 1;
    if (code < bound) {
      rest = bound;
      probabilities[index] = probability + ((PROBABILITY_ONE - probability) >> MOVE_BITS);
      bit = 0;
    } else {
      rest = range - bound;
      coder[CODE] = code - bound;
      probabilities[index] = probability - (probability >> MOVE_BITS);
      bit = 1;
    }
    if (rest < TOP) {
      coder[RANGE] = rest << 8;
      this.#shiftIn();
    } else {
      coder[RANGE] = rest;
    }
    return bit;
  }

  #shiftIn(): void {
    const byte = this.#at < this.#input.length ? (this.#input[this.#at++] ?? 0) : this.byte();
    this.#coder[CODE] = ((this.#coder[CODE] ?? 0) << 8) | byte;
  }

  #tree(probabilities: Uint16Array, base: number, bits: number): number {
    let symbol = 1;
    for (let i = 0; i < bits; i++) symbol = (symbol << 1) | this.#bit(probabilities, base + symbol);
    return symbol - (1 << bits);
  }

  #reverseTree(probabilities: Uint16Array, base: number, bits: number): number {
    let symbol = 1;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      const bit = this.#bit(probabilities, base + symbol);
      symbol = (symbol << 1) | bit;
      value |= bit << i;
    }
    return value;
  }

  #length(model: LengthModel, posState: number): number {
    if (this.#bit(model.choices, 0) === 0) return this.#tree(model.low, posState << 3, 3);
    if (this.#bit(model.choices, 1) === 0) return 8 + this.#tree(model.mid, posState << 3, 3);
    return 16 + this.#tree(model.high, 0, 8);
  }

  #distance(length: number): number {
    const slot = this.#tree(this.#slots, Math.min(length, LENGTH_STATES - 1) << 6, 6);
    if (slot < 4) return slot;
    const directBits = (slot >> 1) - 1;
    const base = ((2 | (slot & 1)) << directBits) >>> 0;
    if (slot < END_POSITION_MODEL) return base + this.#reverseTree(this.#distances, base - slot, directBits);
    const high = this.#direct(directBits - ALIGN_BITS);
    return (base + high * 2 ** ALIGN_BITS + this.#reverseTree(this.#align, 0, ALIGN_BITS)) >>> 0;
  }

  /** Bits of even chance. */
  #direct(bits: number): number {
    const coder = this.#coder;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      const range = (coder[RANGE] ?? 0) >>> 1;
      const code = coder[CODE] ?? 0;
      const one = code >= range;
      if (one) coder[CODE] = code - range;
      value = value * 2 + (one ? 1 : 0);
      coder[RANGE] = range;
      if (range < TOP) {
        coder[RANGE] = range << 8;
        this.#shiftIn();
      }
    }
    return value;
  }
}
