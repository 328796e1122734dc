using PhStudio.Messaging.ServiceDefaults.Uploads;
using StackExchange.Redis;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

public sealed class InMemoryUploadStoreTests : UploadStoreBehaviour
{
    private protected override Task<IUploadStore> StartAsync(long maxBytes) => Task.FromResult<IUploadStore>(new InMemoryUploadStore(new UploadOptions(maxBytes), TimeProvider.System));
}

public sealed class RedisUploadStoreTests : UploadStoreBehaviour, IAsyncDisposable
{
    private RedisServer? _server;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private protected override async Task<IUploadStore> StartAsync(long maxBytes)
    {
        _server = await RedisServer.StartAsync();
        return new RedisUploadStore(await ConnectionMultiplexer.ConnectAsync(new Uri(_server.Url).Authority), new UploadOptions(maxBytes), TimeProvider.System);
    }
}

/// <summary>What every store of uploaded files promises.</summary>
public abstract class UploadStoreBehaviour
{
    private static readonly DateTimeOffset Later = TimeProvider.System.GetUtcNow().AddHours(1);

    private protected abstract Task<IUploadStore> StartAsync(long maxBytes);

    [Fact]
    public async Task A_file_is_there_byte_by_byte_and_another_is_not()
    {
        var store = await StartAsync(maxBytes: 1000);
        byte[] content = [0, 255, 10, 13, 0];

        var isKept = await store.KeepAsync("a", content, Later);

        Assert.True(isKept);
        Assert.Equal(content, await store.FindAsync("a"));
        Assert.True(await store.HasAsync("a"));
        Assert.False(await store.HasAsync("b"));
        Assert.Null(await store.FindAsync("b"));
    }

    [Fact]
    public async Task All_together_have_a_limit_and_the_same_content_counts_once()
    {
        var store = await StartAsync(maxBytes: 10);

        Assert.True(await store.KeepAsync("a", new byte[6], Later));
        Assert.True(await store.KeepAsync("a", new byte[6], Later));
        Assert.False(await store.KeepAsync("b", new byte[5], Later));
        Assert.True(await store.KeepAsync("c", new byte[4], Later));

        Assert.False(await store.HasAsync("b"));
    }

    [Fact]
    public async Task What_has_ended_is_gone_and_leaves_its_room()
    {
        var store = await StartAsync(maxBytes: 10);
        await store.KeepAsync("a", new byte[10], TimeProvider.System.GetUtcNow().AddMilliseconds(300));

        await Eventually.TrueAsync("the end of the file", async () => !await store.HasAsync("a"));

        Assert.True(await store.KeepAsync("b", new byte[10], Later));
    }

    [Fact]
    public async Task What_is_there_can_be_kept_longer_and_what_is_not_cannot()
    {
        var store = await StartAsync(maxBytes: 10);
        var soon = TimeProvider.System.GetUtcNow().AddMilliseconds(300);
        await store.KeepAsync("named again", new byte[1], soon);
        await store.KeepAsync("not named", new byte[1], soon);

        Assert.True(await store.ExtendAsync("named again", Later));
        await Eventually.TrueAsync("the end of the other", async () => !await store.HasAsync("not named"));

        Assert.True(await store.HasAsync("named again"));
        Assert.False(await store.ExtendAsync("not named", Later));
        Assert.False(await store.HasAsync("not named"));
    }

    [Fact]
    public async Task The_later_end_counts()
    {
        var store = await StartAsync(maxBytes: 10);
        var soon = TimeProvider.System.GetUtcNow().AddMilliseconds(300);
        await store.KeepAsync("long", new byte[1], Later);
        await store.KeepAsync("long", new byte[1], soon);
        await store.KeepAsync("short", new byte[1], soon);

        await Eventually.TrueAsync("the end of the other", async () => !await store.HasAsync("short"));

        Assert.True(await store.HasAsync("long"));
    }
}
