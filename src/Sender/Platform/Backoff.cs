using MassTransit;
using MassTransit.RetryPolicies;

namespace PhStudio.Messaging.Sender.Platform;

/// <summary>
/// The pauses between attempts, random for each failure: what failed together must not come back together, and the policies that
/// MassTransit has choose their pauses once, when the endpoint is made. The wait uses the clock, so that a test can move it.
/// </summary>
internal sealed class Backoff(IExceptionFilter failures, RetryOptions options, TimeProvider time) : IRetryPolicy
{
    public RetryPolicyContext<T> CreatePolicyContext<T>(T context)
        where T : class, PipeContext => new Course<T>(this, context);

    public bool IsHandled(Exception exception) => failures.Match(exception);

    public void Probe(ProbeContext context) => context.Set(new { Policy = nameof(Backoff), options.MaxRetries, options.Pause, options.Factor });

    private sealed class Course<T>(Backoff policy, T context) : BaseRetryPolicyContext<T>(policy, context)
        where T : class, PipeContext
    {
        public override bool CanRetry(Exception exception, out RetryContext<T> retryContext) =>
            base.CanRetry(exception, out retryContext) && policy.Options.MaxRetries > 0;

        protected override RetryContext<T> CreateRetryContext(Exception exception, CancellationToken cancellationToken) =>
            new Step<T>(policy, Context, exception, 0, cancellationToken);
    }

    private sealed class Step<T>(Backoff policy, T context, Exception exception, int before, CancellationToken cancellationToken)
        : BaseRetryContext<T>(context, exception, before, cancellationToken), RetryContext<T>
        where T : class, PipeContext
    {
        public override Task PreRetry() => Task.Delay(policy.Options.PauseBefore(RetryAttempt, Random.Shared.NextDouble()), policy.Time, CancellationToken);

        public bool CanRetry(Exception exception, out RetryContext<T> retryContext)
        {
            retryContext = new Step<T>(policy, Context, exception, RetryAttempt, CancellationToken);
            return RetryAttempt < policy.Options.MaxRetries && policy.IsHandled(exception);
        }
    }

    private RetryOptions Options => options;

    private TimeProvider Time => time;
}
