/** Cases that halted: the run that owns the file says why, once. */
export const HALTS: readonly string[] = [
  `create table halts (
    case_no text primary key references cases,
    run_id text not null,
    halt jsonb not null
  )`,
];
