export { type Checkpoint, type FileCheckpoint, loadCheckpoint, type Mark, saveCheckpoint } from './follow/checkpoint.ts';
export { type FollowBatch, type FollowOptions, follow } from './follow/follow.ts';
