/** A published sign of an intrusion, with its source. Names and addresses alone identify nobody. */
export interface Indicator {
  readonly type: IndicatorType;
  readonly value: string;
  /** What it is, in the publisher's terms. */
  readonly context?: string | undefined;
  readonly campaigns: readonly string[];
  readonly source: string;
  readonly published?: string | undefined;
  /** Too weak to stand alone. */
  readonly contextOnly?: boolean | undefined;
  /** The address or domain has changed hands since. */
  readonly historical?: boolean | undefined;
  /** Second-hand: never decides. */
  readonly verify?: boolean | undefined;
  /** Taken back by its publisher: never matches. */
  readonly withdrawn?: boolean | undefined;
  /** Name of the pack that a user added it with; nobody here has weighed it. */
  readonly pack?: string | undefined;
}

export type IndicatorType =
  | 'sha256'
  | 'sha1'
  | 'md5'
  | 'ipv4'
  | 'ipv6'
  | 'cidr'
  | 'domain'
  /** Name of a file without its folder. */
  | 'filename'
  /** Windows path, may begin with %ExchangeInstallPath% or %SystemDrive%. */
  | 'file-path'
  /** Regular expression on a Windows path, without regard to case. */
  | 'path-regex'
  /** Path of a request without query; ending in '/' it means everything below. */
  | 'url-path'
  /** Regular expression on a decoded path, without regard to case. */
  | 'url-regex'
  /** The whole user agent; blanks may be written as '+'. */
  | 'user-agent'
  | 'account-name'
  | 'firewall-rule'
  | 'http-header'
  | 'registry-value'
  | 'scheduled-task'
  | 'service-name'
  | 'string'
  /** Whole address with scheme, as commands and downloads name it. */
  | 'url'
  | 'url-query-token'
  | 'webshell-parameter';
