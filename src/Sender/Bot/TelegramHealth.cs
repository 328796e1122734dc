using Microsoft.Extensions.Diagnostics.HealthChecks;
using PhStudio.Messaging.Sender.CircuitBreaker;

namespace PhStudio.Messaging.Sender.Bot;

/// <summary>Ready while Telegram knows the bot and the circuit is closed.</summary>
internal sealed class TelegramHealth(BotIdentity identity, TelegramCircuitBreaker breaker) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        identity.Problem is { } problem ? HealthCheckResult.Unhealthy(problem)
        : breaker.State != CircuitState.Closed ? HealthCheckResult.Unhealthy("the circuit to Telegram is open")
        : HealthCheckResult.Healthy("answers"));
}
