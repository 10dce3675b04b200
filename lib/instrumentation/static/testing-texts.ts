/** A config.yaml as people keep it: comments that line up, quotes, an anchor, variables, a list cut short. */
export const configYaml = `# Edge gateway, owned by team-edge.
apisix:
  node_listen: 9080            # behind the load balancer
  enable_admin: true
  router:
    http: 'radixtree_host_uri'

deployment:
  role: traditional
  role_traditional: {config_provider: etcd}
  admin:
    admin_key:
      - name: "admin"
        key: \${{APISIX_ADMIN_KEY}}   # from the secret
        role: admin
  etcd:
    host:
      - "http://etcd-0:2379"
      - "http://etcd-1:2379"

# limits agreed with platform
nginx_config:
  worker_processes: auto
  http_configuration_snippet: |
    # a comment of nginx
    map $http_x_tenant $tenant {
      default "";
    }

plugin_attr:
  log-rotate: &rotate
    interval: 3600
    max_kept:   168            # a week
  prometheus:
    export_uri: "/apisix/prometheus/metrics"   # scraped by infra
    metrics:
      http_status:
        extra_labels:
          # asked for by the shop
          - upstream_addr: $upstream_addr   # where it went
  inspect:
    delay: 3
    # hooks_file: /tmp/hooks.lua

# the end
`;

/** The values of a Helm release, in the shape of apache/apisix-helm-chart since 2.0. */
export const helmValues = `image:
  tag: "3.18.0-debian"
replicaCount: 2

# what the chart makes of config.yaml
apisix:
  enableIPv6: false   # no v6 here
  admin:
    allow:
      ipList:
      - 10.0.0.0/8
  plugins: []
  pluginAttrs: {}     # none yet
  prometheus:
    enabled: false
    # keep the default path
    path: /apisix/prometheus/metrics

service:
  type: NodePort
`;
