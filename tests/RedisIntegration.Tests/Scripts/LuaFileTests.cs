using PhStudio.Messaging.RedisIntegration.Scripts;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;

namespace PhStudio.Messaging.RedisIntegration.Tests.Scripts;

public sealed class LuaFileTests
{
    [Fact]
    public void Every_script_of_the_library_uses_the_names_that_it_declares()
    {
        var assembly = typeof(RedisScript).Assembly;
        var scripts = assembly.GetManifestResourceNames().Where(name => name.EndsWith(".lua", StringComparison.Ordinal)).ToList();

        Assert.Contains("Scripts/saga-swap.lua", scripts);
        Assert.All(scripts, name => Assert.DoesNotContain("@", LuaFile.Read(assembly, name["Scripts/".Length..], "").Body, StringComparison.Ordinal));
    }

    [Fact]
    public void Names_stand_for_keys_and_arguments_and_other_files_are_included()
    {
        var body = LuaFile.Read(typeof(RedisScript).Assembly, "saga-swap.lua", "-- prelude @kept\n").Body;

        Assert.StartsWith("-- prelude @kept\nlocal function saga_is_as_expected(key, digest)", body, StringComparison.Ordinal);
        Assert.Contains("write_saga(KEYS[1], ARGV[2], ARGV[3], ARGV[4])", body, StringComparison.Ordinal);
        Assert.DoesNotContain("-- keys", body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Contains("no-such.lua", Assert.Throws<InvalidOperationException>(() => RedisScript.Load<RedisScript>("no-such.lua")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Another_number_of_arguments_is_refused_before_it_is_sent()
    {
        var swap = RedisScript.Load<RedisScript>("saga-swap.lua");

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => swap.EvaluateAsync(RealRedis.Connection.GetDatabase(), ["a"], ["b"]));

        Assert.Contains("expected_digest value expiry_ms keep_expiry", refused.Message, StringComparison.Ordinal);
    }
}
