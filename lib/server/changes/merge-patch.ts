import 'server-only';

export { applyMergePatch, mergePatch } from '@/lib/changes/merge-patch';
