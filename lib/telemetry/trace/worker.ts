import { hostTraceEngine } from './engine-host';
import type { EnginePort } from './engine-messages';

hostTraceEngine(self as unknown as EnginePort);
