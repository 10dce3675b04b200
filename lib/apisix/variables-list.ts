import { prefixOf } from './variables';

export const variableGroups = [
  'request',
  'client',
  'route',
  'consumer',
  'upstream',
  'response',
  'time',
  'trace',
  'graphql',
  'llm',
  'connection',
] as const;
export type VariableGroup = (typeof variableGroups)[number];

/** A variable that a gateway offers when the plugins log. `http_` and the like want a second part. */
export type Variable = { name: string; group: VariableGroup; about: { en: string; 'zh-CN': string } };

/**
 * Variables of APISIX 3.18.0 (apisix/core/ctx.lua, docs/en/latest/apisix-variable.md) and of the NGINX in it
 * (nginx.org/en/docs/varindex.html), as far as they say something about an HTTP request.
 */
export const variables: readonly Variable[] = [
  v('request', 'http_', 'A request header: http_x_device is X-Device', '请求头：http_x_device 即 X-Device'),
  v('request', 'arg_', 'An argument of the query: arg_page of ?page=2', '查询参数：arg_page 取自 ?page=2'),
  v('request', 'cookie_', 'A cookie by its name', '按名称取 Cookie'),
  v('request', 'post_arg_', 'A field of an URL-encoded form in the body', '请求体中 URL 编码表单的字段'),
  v(
    'request',
    'post_arg.',
    'A value in a JSON, form or multipart body, by its path',
    '按路径取 JSON、表单或 multipart 请求体中的值',
  ),
  v(
    'request',
    'uri_param_',
    'A named part of the path (router radixtree_uri_with_parameter)',
    '路径中的命名参数（radixtree_uri_with_parameter 路由）',
  ),
  v('request', 'method', 'Method: GET, POST', '请求方法：GET、POST'),
  v('request', 'request_method', 'Method, as NGINX has it', 'NGINX 记录的请求方法'),
  v('request', 'scheme', 'http or https', 'http 或 https'),
  v('request', 'host', 'Host of the request, in lower case, without its port', '请求的主机名，小写，不含端口'),
  v('request', 'http_host', 'The Host header as it came', '原样的 Host 请求头'),
  v('request', 'uri', 'Path after normalising and rewriting, without the query', '规范化和改写后的路径，不含查询'),
  v('request', 'request_uri', 'Path with the query', '带查询的路径'),
  v('request', 'real_request_uri', 'Path with the query exactly as the client sent it', '客户端原样发送的带查询路径'),
  v('request', 'args', 'The whole query', '完整的查询字符串'),
  v('request', 'query_string', 'The whole query (the same as args)', '完整的查询字符串（同 args）'),
  v('request', 'is_args', '“?” where there is a query', '有查询时为“?”'),
  v('request', 'request', 'The request line as it came: method, path, protocol', '原样的请求行：方法、路径、协议'),
  v('request', 'request_length', 'Bytes of the request, its head included', '请求字节数，含请求头'),
  v('request', 'content_type', 'Content-Type of the request', '请求的 Content-Type'),
  v('request', 'content_length', 'Content-Length of the request', '请求的 Content-Length'),
  v('request', 'request_id', 'An id that NGINX makes for each request', 'NGINX 为每个请求生成的 id'),
  v('request', 'apisix_request_id', 'Id of the request in APISIX’s own logs', 'APISIX 自身日志中的请求 id'),
  v('request', 'server_protocol', 'HTTP/1.1 or HTTP/2.0', 'HTTP/1.1 或 HTTP/2.0'),
  v('request', 'http_user_agent', 'What the client calls itself', '客户端的自我标识'),
  v('request', 'http_referer', 'The page that the request came from', '请求的来源页面'),

  v(
    'client',
    'remote_addr',
    'Address of the client, or of the proxy before the gateway',
    '客户端（或网关前代理）的地址',
  ),
  v('client', 'remote_port', 'Port of the client', '客户端端口'),
  v(
    'client',
    'realip_remote_addr',
    'Address of the connection, whatever X-Forwarded-For says',
    '连接的真实对端地址，与 X-Forwarded-For 无关',
  ),
  v('client', 'http_x_forwarded_for', 'The X-Forwarded-For header', 'X-Forwarded-For 请求头'),
  v(
    'client',
    'original_x_forwarded_for',
    'X-Forwarded-For before APISIX changed it',
    'APISIX 改写前的 X-Forwarded-For',
  ),
  v('client', 'remote_user', 'User of HTTP basic authentication', 'HTTP 基本认证的用户'),

  v('route', 'route_id', 'Id of the route', '路由 id'),
  v('route', 'route_name', 'Name of the route', '路由名称'),
  v('route', 'service_id', 'Id of the service', '服务 id'),
  v('route', 'service_name', 'Name of the service', '服务名称'),

  v('consumer', 'consumer_name', 'Name of the authenticated consumer', '已认证消费者的名称'),
  v('consumer', 'consumer_group_id', 'Id of the consumer’s group', '消费者所属组的 id'),

  v('upstream', 'balancer_ip', 'Address of the node that was picked last', '最后选中的上游节点地址'),
  v('upstream', 'balancer_port', 'Port of the node that was picked last', '最后选中的上游节点端口'),
  v(
    'upstream',
    'upstream_addr',
    'Address and port of each node that was tried, with commas between',
    '尝试过的每个节点的地址和端口，以逗号分隔',
  ),
  v('upstream', 'upstream_status', 'Status of each try', '每次尝试的状态码'),
  v('upstream', 'upstream_host', 'Host header sent to the upstream', '发往上游的 Host'),
  v(
    'upstream',
    'upstream_unresolved_host',
    'Host of the node before it was looked up in DNS',
    '节点在 DNS 解析前的主机名',
  ),
  v(
    'upstream',
    'upstream_scheme',
    'http, https, grpc or grpcs towards the upstream',
    '与上游之间的协议：http、https、grpc 或 grpcs',
  ),
  v('upstream', 'upstream_uri', 'Path with query sent to the upstream', '发往上游的带查询路径'),
  v('upstream', 'upstream_bytes_sent', 'Bytes sent to the upstream', '发往上游的字节数'),
  v('upstream', 'upstream_bytes_received', 'Bytes received from the upstream', '从上游收到的字节数'),
  v('upstream', 'upstream_response_length', 'Bytes of the upstream’s body', '上游响应体的字节数'),
  v('upstream', 'upstream_cache_status', 'HIT, MISS or another of proxy-cache', 'proxy-cache 的 HIT、MISS 等状态'),
  v('upstream', 'upstream_http_', 'A header of the upstream’s answer', '上游响应的响应头'),
  v('upstream', 'upstream_cookie_', 'A cookie that the upstream set', '上游设置的 Cookie'),

  v('response', 'status', 'Status that the client got', '返回客户端的状态码'),
  v('response', 'bytes_sent', 'Bytes sent to the client, the head included', '发给客户端的字节数，含响应头'),
  v('response', 'body_bytes_sent', 'Bytes of the body sent to the client', '发给客户端的响应体字节数'),
  v('response', 'sent_http_', 'A header of the answer to the client', '返回客户端的响应头'),
  v('response', 'sent_http_content_type', 'Content-Type of the answer', '响应的 Content-Type'),
  v('response', 'request_completion', '“OK” where the answer was sent to its end', '响应完整发送时为“OK”'),
  v('response', 'gzip_ratio', 'How much gzip made the answer smaller', 'gzip 压缩比'),
  v('response', 'rate_limiting_info', 'What a rate limit of APISIX decided', 'APISIX 限流的判定信息'),

  v(
    'time',
    'request_time',
    'Seconds from the first byte of the request to the last of the answer',
    '从请求首字节到响应末字节的秒数',
  ),
  v('time', 'upstream_response_time', 'Seconds of the upstream, one for each try', '上游耗时（秒），每次尝试一个'),
  v(
    'time',
    'apisix_upstream_response_time',
    'Seconds of the upstream, as APISIX counts them',
    'APISIX 统计的上游耗时（秒）',
  ),
  v('time', 'upstream_connect_time', 'Seconds to connect to the upstream', '连接上游的秒数'),
  v('time', 'upstream_header_time', 'Seconds to the head of the upstream’s answer', '收到上游响应头的秒数'),
  v('time', 'msec', 'Now, in seconds with milliseconds', '当前时间，秒，精确到毫秒'),
  v('time', 'time_iso8601', 'Now, in ISO 8601', '当前时间，ISO 8601 格式'),

  v('trace', 'http_traceparent', 'The caller’s W3C trace context', '调用方的 W3C 追踪上下文'),
  v('trace', 'http_x_request_id', 'The X-Request-ID header', 'X-Request-ID 请求头'),
  v(
    'trace',
    'opentelemetry_trace_id',
    'Trace id, where the plugin metadata sets set_ngx_var',
    'trace id，需在插件元数据中开启 set_ngx_var',
  ),
  v(
    'trace',
    'opentelemetry_span_id',
    'Span id, where the plugin metadata sets set_ngx_var',
    'span id，需在插件元数据中开启 set_ngx_var',
  ),
  v(
    'trace',
    'opentelemetry_context_traceparent',
    'traceparent of the span, where the plugin metadata sets set_ngx_var',
    'span 的 traceparent，需在插件元数据中开启 set_ngx_var',
  ),

  v('graphql', 'graphql_name', 'Name of the GraphQL operation', 'GraphQL 操作名'),
  v('graphql', 'graphql_operation', 'query, mutation or subscription', 'query、mutation 或 subscription'),
  v('graphql', 'graphql_root_fields', 'Fields at the top of the GraphQL operation', 'GraphQL 操作的顶层字段'),

  v('llm', 'request_type', 'traditional_http, ai_chat or ai_stream', 'traditional_http、ai_chat 或 ai_stream'),
  v('llm', 'llm_model', 'Model that answered', '应答的模型'),
  v('llm', 'request_llm_model', 'Model that was asked for', '请求的模型'),
  v('llm', 'llm_prompt_tokens', 'Tokens of the prompt', '提示词的 token 数'),
  v('llm', 'llm_completion_tokens', 'Tokens of the answer', '回答的 token 数'),
  v('llm', 'llm_total_tokens', 'Tokens in all', 'token 总数'),
  v('llm', 'llm_time_to_first_token', 'Milliseconds to the first token', '首个 token 的毫秒数'),

  v('connection', 'hostname', 'Host name of the gateway’s node', '网关节点的主机名'),
  v('connection', 'server_addr', 'Address of the gateway that took the connection', '接受连接的网关地址'),
  v('connection', 'server_port', 'Port of the gateway that took the connection', '接受连接的网关端口'),
  v('connection', 'connection', 'Number of the connection', '连接序号'),
  v('connection', 'connection_requests', 'How many requests the connection has carried', '该连接上的请求数'),
  v('connection', 'pid', 'Process id of the gateway’s worker', '网关工作进程的 pid'),
  v('connection', 'ssl_protocol', 'TLS version', 'TLS 版本'),
  v('connection', 'ssl_cipher', 'TLS cipher', 'TLS 加密套件'),
  v(
    'connection',
    'ssl_server_name',
    'Host name that the client asked for in TLS (SNI)',
    '客户端在 TLS 中请求的主机名（SNI）',
  ),
  v('connection', 'ssl_client_s_dn', 'Subject of the client’s certificate', '客户端证书的主题'),
];

function v(group: VariableGroup, name: string, en: string, zh: string): Variable {
  return { name, group, about: { en, 'zh-CN': zh } };
}

/** Whether a name is one of the list, or of a family in it. */
export function isKnownVariable(name: string): boolean {
  return prefixOf(name) !== null || variables.some((variable) => variable.name === name);
}

/** The variables whose name or explanation holds every word of `words`, in either language. */
export function findVariables(words: string): Variable[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return variables.filter(({ name, about }) => {
    const text = `${name} ${about.en} ${about['zh-CN']}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
