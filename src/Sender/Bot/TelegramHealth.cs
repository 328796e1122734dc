using Microsoft.Extensions.Diagnostics.HealthChecks;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.CircuitBreaker;

namespace PhStudio.Messaging.Sender.Bot;

/// <summary>Ready while Telegram knows the bot and the circuit is closed. The Gateway's status tells the same, as <see cref="BotStatus.TelegramProblem"/>.</summary>
internal sealed class TelegramHealth(BotIdentity identity, TelegramCircuitBreaker breaker) : IHealthCheck
{
    /// <summary>Why nothing can be sent, in one sentence; null where it can.</summary>
    public string? Problem => identity.Problem ?? (breaker.State != CircuitState.Closed ? "the circuit to Telegram is open" : null);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Problem is { } problem ? HealthCheckResult.Unhealthy(problem) : HealthCheckResult.Healthy("answers"));
}
