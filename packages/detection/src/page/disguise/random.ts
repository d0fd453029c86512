/** Repeatable choices for the generator of disguises. Used by tests only. */
export class Choice {
  constructor(private state: number) {}

  /** 0 up to, without, `below`. */
  number(below: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % Math.max(1, below);
  }

  chance(percent: number): boolean {
    return this.number(100) < percent;
  }

  of<T>(items: readonly [T, ...T[]]): T {
    return items[this.number(items.length)] ?? items[0];
  }

  name(): string {
    return `${this.of(['a', 'k', 'tmp', 'Zz', 'value', 'o0O', 'page'])}${this.number(90000) + 100}x`;
  }
}
