/** Host names compare without regard to case, and without a dot at the end. */
export function hostName(name: string): string {
  return name.trim().toLowerCase().replace(/\.$/, '').slice(0, 253) || 'unknown-host';
}
