/** A rational number over whole ones: nothing is ever rounded but by `rounded`. It owes nothing to the code that it checks. */
export class Exact {
  static readonly zero = new Exact(0n, 1n);

  private constructor(
    private readonly top: bigint,
    /** More than zero. */
    private readonly bottom: bigint,
  ) {}

  /** @param value a decimal string such as `-0.07`, or a whole number */
  static of(value: string | number): Exact {
    const text = String(value);
    const [whole = '', digits = ''] = text.replace('-', '').split('.');
    const top = BigInt(whole + digits);
    return new Exact(text.startsWith('-') ? -top : top, 10n ** BigInt(digits.length));
  }

  static sum(all: readonly Exact[]): Exact {
    return all.reduce((total, one) => total.plus(one), Exact.zero);
  }

  plus(other: Exact): Exact {
    return new Exact(this.top * other.bottom + other.top * this.bottom, this.bottom * other.bottom).reduced();
  }

  minus(other: Exact): Exact {
    return this.plus(other.times(Exact.of(-1)));
  }

  times(other: Exact): Exact {
    return new Exact(this.top * other.top, this.bottom * other.bottom).reduced();
  }

  /** @param other not zero */
  over(other: Exact): Exact {
    const sign = other.top < 0n ? -1n : 1n;
    return new Exact(sign * this.top * other.bottom, sign * this.bottom * other.top).reduced();
  }

  compare(other: Exact): number {
    const difference = this.top * other.bottom - other.top * this.bottom;
    if (difference === 0n) return 0;
    return difference < 0n ? -1 : 1;
  }

  lesser(other: Exact): Exact {
    return this.compare(other) < 0 ? this : other;
  }

  greater(other: Exact): Exact {
    return this.compare(other) > 0 ? this : other;
  }

  isZero(): boolean {
    return this.top === 0n;
  }

  isPositive(): boolean {
    return this.top > 0n;
  }

  /** Toward zero. */
  floor(): Exact {
    return new Exact(this.top / this.bottom, 1n);
  }

  /** To so many digits after the point, half away from zero. */
  rounded(digits: number): Exact {
    const scale = 10n ** BigInt(digits);
    const size = this.top < 0n ? -this.top : this.top;
    const units = (2n * size * scale + this.bottom) / (2n * this.bottom);
    return new Exact(this.top < 0n ? -units : units, scale).reduced();
  }

  /** With exactly so many digits. */
  fixed(digits: number): string {
    const scale = 10n ** BigInt(digits);
    const units = (this.top * scale) / this.bottom;
    const text = String(units < 0n ? -units : units).padStart(digits + 1, '0');
    const split = text.length - digits;
    return `${units < 0n ? '-' : ''}${text.slice(0, split)}${digits === 0 ? '' : `.${text.slice(split)}`}`;
  }

  /** Without zeros at the end. */
  plain(): string {
    const text = this.fixed(30);
    return text.replace(/\.?0+$/, '');
  }

  private reduced(): Exact {
    const common = greatestDivisor(this.top < 0n ? -this.top : this.top, this.bottom);
    return new Exact(this.top / common, this.bottom / common);
  }
}

const greatestDivisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : greatestDivisor(b, a % b));
