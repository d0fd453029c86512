export * from './detections.js';
