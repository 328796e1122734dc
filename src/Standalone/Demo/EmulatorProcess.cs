using PhStudio.Messaging.TelegramEmulator.Hosting;

namespace PhStudio.Messaging.Standalone.Demo;

/// <summary>The emulator as a second web application in this process. Registered first, so that the Sender finds it when it starts.</summary>
internal sealed class EmulatorProcess(EmulatorOptions options) : IHostedService, IAsyncDisposable
{
    private readonly WebApplication _emulator = EmulatorHost.Build([], options);

    public Task StartAsync(CancellationToken cancellationToken) => _emulator.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => _emulator.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();
}
