using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Holds each publish of a type until it is let go, and tells when the caller of the held one is known to have hung up.</summary>
internal sealed class HeldPublish(Type message) : IPublishObserver, IStartupFilter
{
    private readonly TaskCompletionSource _isHeld = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _isLetGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _hungUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task IsHeld => _isHeld.Task;

    public Task HungUp => _hungUp.Task;

    public void LetGo() => _isLetGo.SetResult();

    public async Task PrePublish<T>(PublishContext<T> context) where T : class
    {
        if (typeof(T) == message)
        {
            _isHeld.TrySetResult();
            await _isLetGo.Task;
        }
    }

    public Task PostPublish<T>(PublishContext<T> context) where T : class => Task.CompletedTask;

    public Task PublishFault<T>(PublishContext<T> context, Exception exception) where T : class => Task.CompletedTask;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, call) =>
        {
            using var hungUp = context.RequestAborted.Register(() => _hungUp.TrySetResult());
            await call(context);
        });
        next(app);
    };
}
