/** Many organisations: evidence in, assessments, campaigns, notices, cases. */
export {};
