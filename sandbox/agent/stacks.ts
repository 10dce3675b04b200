/** A stack that a process spends time in, root first, and how often beside the others of its kind. */
export type WeightedStack = { weight: number; frames: string };

/** What a process does for one exchange: serve a request, or send one on and read its answer. */
export type Role = 'serve' | 'call';

const syscall = '[k] entry_SYSCALL_64_after_hwframe;[k] do_syscall_64';
const receive = `${syscall};[k] __x64_sys_recvfrom;[k] __sys_recvfrom;[k] sock_recvmsg;[k] inet_recvmsg;[k] tcp_recvmsg`;
const send = '[k] tcp_sendmsg;[k] tcp_sendmsg_locked;[k] tcp_push;[k] __tcp_push_pending_frames;[k] tcp_write_xmit';
const transmit = `${send};[k] __tcp_transmit_skb;[k] ip_queue_xmit;[k] __ip_queue_xmit;[k] ip_local_out`;
const poll = `[l] epoll_wait;${syscall};[k] __x64_sys_epoll_wait;[k] do_epoll_wait`;

const cycle =
  '[t] openresty;_start;[l] __libc_start_main;main;ngx_master_process_cycle;ngx_start_worker_processes;ngx_spawn_process;ngx_worker_process_cycle;ngx_process_events_and_timers';
const events = `${cycle};ngx_epoll_process_events`;
const requestLine = `${events};ngx_http_wait_request_handler;ngx_http_process_request_line`;
const phases = `${requestLine};ngx_http_process_request_headers;ngx_http_process_request;ngx_http_handler;ngx_http_core_run_phases`;
const resume = 'ngx_http_lua_run_thread;[l] lua_resume;[l] lj_vm_resume';
const access = `${phases};ngx_http_core_access_phase;ngx_http_lua_access_handler;ngx_http_lua_access_handler_inline;ngx_http_lua_access_by_chunk;${resume}`;
const foreign = `${access};[l] lj_vm_ffi_call`;
const upstream = `${events};ngx_http_upstream_handler`;
const header = `${upstream};ngx_http_upstream_process_header`;
const connecting = `${phases};ngx_http_core_content_phase;ngx_http_proxy_handler;ngx_http_read_client_request_body;ngx_http_upstream_init;ngx_http_upstream_init_request;ngx_http_upstream_connect`;
const answering = `${header};ngx_http_upstream_send_response;ngx_http_send_header;ngx_http_lua_header_filter`;
const body = `${upstream};ngx_http_upstream_process_upstream;ngx_event_pipe;ngx_http_output_filter;ngx_http_chunked_body_filter;ngx_http_write_filter`;
const logging = `${upstream};ngx_http_upstream_finalize_request;ngx_http_finalize_request;ngx_http_free_request;ngx_http_log_request`;
const logChunk = `${logging};ngx_http_lua_log_handler;ngx_http_lua_log_handler_inline;ngx_http_lua_log_by_chunk;[l] lua_pcall;[l] lj_vm_pcall`;
const timers = `${cycle};ngx_event_expire_timers;ngx_http_lua_timer_handler;${resume}`;

/** A worker of OpenResty; what runs inside of LuaJIT has the names of its C and assembler functions only. */
const openresty: Record<Role, readonly WeightedStack[]> = {
  serve: [
    { weight: 6, frames: `${cycle};${poll};[k] ep_poll;[k] schedule_hrtimeout_range` },
    { weight: 2, frames: `${cycle};${poll};[k] ep_send_events` },
    {
      weight: 3,
      frames: `${events};ngx_event_accept;[l] accept4;${syscall};[k] __x64_sys_accept4;[k] inet_csk_accept`,
    },
    { weight: 5, frames: `${events};ngx_http_wait_request_handler;ngx_unix_recv;[l] __libc_recv;${receive}` },
    { weight: 4, frames: `${requestLine};ngx_http_parse_request_line` },
    { weight: 5, frames: `${requestLine};ngx_http_process_request_headers;ngx_http_parse_header_line` },
    { weight: 3, frames: `${phases};ngx_http_core_find_config_phase;ngx_http_core_find_location;ngx_http_regex_exec` },
    { weight: 14, frames: `${access};[l] lj_BC_TGETS` },
    { weight: 9, frames: `${access};[l] lj_BC_FUNCC` },
    { weight: 8, frames: `${access};[l] lj_vm_hotcall;[l] lj_dispatch_call;[l] lj_trace_hot` },
    { weight: 8, frames: `${access};[l] lj_tab_getstr` },
    { weight: 7, frames: `${access};[l] lj_str_new` },
    { weight: 6, frames: `${access};[l] lj_meta_tget;[l] lj_tab_get` },
    { weight: 9, frames: `${access};[l] lj_gc_step;[l] gc_onestep;[l] propagatemark` },
    { weight: 5, frames: `${access};[l] lj_gc_step;[l] gc_onestep;[l] gc_sweep` },
    { weight: 6, frames: `${access};[unknown] 0x00007f3a9c41e7d0` },
    { weight: 7, frames: `${foreign};[l] radix_tree_search;[l] raxSeek` },
    { weight: 4, frames: `${foreign};[l] radix_tree_prev;[l] raxIteratorPrevStep` },
    { weight: 5, frames: `${foreign};ngx_http_lua_ffi_exec_regex;[l] pcre2_match_8` },
    { weight: 3, frames: `${foreign};ngx_http_lua_ffi_req_get_headers` },
    { weight: 4, frames: `${foreign};[l] EVP_DigestUpdate;[l] SHA256_Update;[l] sha256_block_data_order_avx2` },
    { weight: 2, frames: `${foreign};[l] EVP_DecryptUpdate;[l] aesni_cbc_encrypt` },
    { weight: 2, frames: `${foreign};[l] RAND_bytes;[l] RAND_DRBG_generate` },
    { weight: 6, frames: `${logChunk};[l] lj_BC_CALL` },
    { weight: 4, frames: `${logChunk};[l] lj_vm_ffi_call;ngx_http_lua_ffi_shdict_incr;ngx_http_lua_shdict_lookup` },
    { weight: 4, frames: `${logging};ngx_http_log_handler;ngx_http_log_variable` },
    { weight: 3, frames: `${logging};ngx_http_log_handler;[l] write;${syscall};[k] ksys_write;[k] vfs_write` },
    { weight: 4, frames: `${timers};[l] lj_cf_string_rep;[l] lj_buf_putstr_rep` },
    { weight: 3, frames: `${timers};[l] json_encode;[l] json_append_data` },
  ],
  call: [
    {
      weight: 5,
      frames: `${connecting};ngx_event_connect_peer;[l] connect;${syscall};[k] __sys_connect;[k] tcp_v4_connect`,
    },
    {
      weight: 4,
      frames: `${connecting};ngx_http_upstream_get_round_robin_peer;ngx_http_lua_balancer_get_peer;[l] lj_vm_pcall`,
    },
    {
      weight: 6,
      frames: `${connecting};ngx_http_upstream_send_request;ngx_writev;[l] __writev;${syscall};${transmit}`,
    },
    { weight: 6, frames: `${header};ngx_unix_recv;[l] __libc_recv;${receive}` },
    { weight: 4, frames: `${header};ngx_http_proxy_process_header;ngx_http_parse_header_line` },
    {
      weight: 4,
      frames: `${answering};ngx_http_lua_header_filter_inline;ngx_http_lua_header_filter_by_chunk;[l] lj_vm_pcall`,
    },
    { weight: 7, frames: `${body};ngx_linux_sendfile_chain;ngx_writev;[l] __writev;${syscall};${transmit}` },
    { weight: 2, frames: `${body};ngx_http_gzip_body_filter;[l] deflate;[l] deflate_fast` },
  ],
};

const run =
  '[t] node;_start;[l] __libc_start_main;main;node::Start;node::NodeMainInstance::Run;node::SpinEventLoop;uv_run';
const stream = `${run};uv__io_poll;uv__stream_io;uv__read`;
const callback = `${stream};node::LibuvStreamWrap::OnUvRead;node::(anonymous namespace)::Parser::OnStreamRead;llhttp_execute`;
const enter = 'node::InternalMakeCallback;v8::Function::Call;v8::internal::Execution::Call;Builtins_JSEntry';
const script = `${callback};node::(anonymous namespace)::Parser::on_headers_complete;${enter};Builtins_InterpreterEntryTrampoline`;
const tasks = `${run};uv__run_timers;node::Environment::RunTimers;${enter};Builtins_RunMicrotasks`;

/** A service on Node.js: its own functions are compiled at run time and have no symbol. */
const node: Record<Role, readonly WeightedStack[]> = {
  serve: [
    { weight: 6, frames: `${run};uv__io_poll;${poll};[k] ep_poll;[k] schedule_hrtimeout_range` },
    { weight: 5, frames: `${stream};[l] read;${syscall};[k] ksys_read;[k] sock_read_iter;[k] tcp_recvmsg` },
    { weight: 6, frames: `${callback};llhttp__internal_execute` },
    { weight: 12, frames: `${script};[unknown] 0x00003f18a2c04e60` },
    { weight: 7, frames: `${script};Builtins_LoadIC` },
    { weight: 5, frames: `${script};Builtins_KeyedLoadIC_Megamorphic` },
    { weight: 6, frames: `${script};Builtins_JsonStringify;v8::internal::JsonStringifier::Serialize_` },
    { weight: 4, frames: `${script};Builtins_JsonParse;v8::internal::JsonParser<unsigned char>::Parse` },
    { weight: 5, frames: `${tasks};Builtins_AsyncFunctionAwaitResolveClosure;Builtins_InterpreterEntryTrampoline` },
    { weight: 3, frames: `${tasks};Builtins_PromiseFulfillReactionJob` },
    {
      weight: 4,
      frames: `${script};v8::internal::Heap::AllocateRaw;v8::internal::Heap::CollectGarbage;v8::internal::Scavenger::ScavengeObject`,
    },
    { weight: 3, frames: `${script};v8::internal::Runtime_CompileLazy;v8::internal::Compiler::Compile` },
    { weight: 5, frames: `${script};node::StreamBase::Writev;uv_try_write;[l] writev;${syscall};${transmit}` },
  ],
  call: [
    {
      weight: 4,
      frames: `${script};node::TCPWrap::Connect;uv_tcp_connect;[l] connect;${syscall};[k] __sys_connect;[k] tcp_v4_connect`,
    },
    { weight: 5, frames: `${script};node::StreamBase::WriteString;uv_try_write;[l] write;${syscall};${transmit}` },
    { weight: 4, frames: `${callback};node::(anonymous namespace)::Parser::on_body;node::Buffer::Copy` },
    { weight: 4, frames: `${tasks};Builtins_AsyncFunctionAwaitResolveClosure;[unknown] 0x00003f18a2c11b08` },
  ],
};

/** Stacks of a process by the name that the kernel has for it. */
export function stacksOf(processName: string, role: Role): readonly WeightedStack[] {
  return (processName === 'openresty' ? openresty : node)[role];
}
