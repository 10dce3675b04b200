import { sampleStatements } from '@/lib/server/deepflow/statements';

// A reader that has seen enough, as `head` does, closes the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

/** Prints every SQL statement that the console can send to DeepFlow, with sample values, one JSON a line. */
for (const { name, db, dataPrecision, sql } of sampleStatements())
  console.log(JSON.stringify({ name, db, data_precision: dataPrecision ?? '', sql }));
