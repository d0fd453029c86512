/** Names of the queues. A job's data is small and holds ids only, never evidence or names. */
export const QUEUES = {
  /** Assess a collection that came in: `{authority, evidence}`. */
  assess: 'assess',
  /** Cluster the traits of an authority: `{authority}`. */
  cluster: 'cluster',
  /** Look whether the register or the traits changed, and do what follows; for all authorities. */
  refresh: 'refresh',
  /** Send a batch of notices: `{authority, batch}`. */
  notices: 'notices',
  /** Import a file of assessments: `{authority, sha256, …}`. */
  bulk: 'bulk',
} as const;
