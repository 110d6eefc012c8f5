#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_tcp_socket.h>
#include <amqp_ssl_socket.h>

/* Variadic functions cannot be called from Swift. */
static inline amqp_rpc_reply_t stoat_amqp_login(
    amqp_connection_state_t state, const char *vhost, int frame_max, int heartbeat, const amqp_table_t *properties,
    const char *username, const char *password)
{
    return amqp_login_with_properties(
        state, vhost, AMQP_DEFAULT_MAX_CHANNELS, frame_max, heartbeat, properties, AMQP_SASL_METHOD_PLAIN, username,
        password);
}
