export { identify } from './identify.js';
export { ARTIFACT_IDS, ARTIFACTS, type Artifact, type ArtifactId } from './table.js';
