using Microsoft.Extensions.Logging.Abstractions;
using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Tests;

public sealed class InMemoryPhotoFilesTests : PhotoFilesBehaviour
{
    private protected override IPhotoFiles Files { get; } = new InMemoryPhotoFiles(TimeProvider.System);
}

public sealed class RedisPhotoFilesTests : PhotoFilesBehaviour
{
    private protected override IPhotoFiles Files { get; } =
        new RedisPhotoFiles(TestRedis.Connection, TestRedis.FreshKeys(), new RedisFailover(new SenderMetrics(), TimeProvider.System, NullLogger<RedisFailover>.Instance));
}

/// <summary>What every memory of Telegram's ids promises.</summary>
public abstract class PhotoFilesBehaviour
{
    private protected abstract IPhotoFiles Files { get; }

    [Fact]
    public async Task An_id_is_known_until_it_is_forgotten_and_forgotten_once()
    {
        var before = await Files.FindAsync("a");
        await Files.RememberAsync("a", "first");
        await Files.RememberAsync("a", "second");

        Assert.Null(before);
        Assert.Equal("second", await Files.FindAsync("a"));
        Assert.Null(await Files.FindAsync("b"));
        Assert.True(await Files.ForgetAsync("a"));
        Assert.False(await Files.ForgetAsync("a"));
        Assert.Null(await Files.FindAsync("a"));
    }
}
