using System.Net;
using PhStudio.Messaging.ServiceDefaults.Redis;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Redis;

public sealed class RedisUrlTests
{
    [Theory]
    [InlineData("redis://host", null, null, 0, false, "host:6379")]
    [InlineData("redis://host:6380/2", null, null, 2, false, "host:6380")]
    [InlineData("redis://secret@host", null, "secret", 0, false, "host:6379")]
    [InlineData("redis://:secret@host", null, "secret", 0, false, "host:6379")]
    [InlineData("redis://app:secret@host", "app", "secret", 0, false, "host:6379")]
    [InlineData("redis://a%3Ap:p%40ss%2C%2F%25@host/", "a:p", "p@ss,/%", 0, false, "host:6379")]
    [InlineData("rediss://app:se:cret@host", "app", "se:cret", 0, true, "host:6379")]
    [InlineData("redis://one,two:7000,[::1]:7001/3", null, null, 3, false, "one:6379 two:7000 [::1]:7001")]
    public void A_url_is_read(string url, string? user, string? password, int database, bool tls, string hosts)
    {
        var options = RedisUrl.Parse(url);

        Assert.Equal((user, password, (int?)database, tls), (options.User, options.Password, options.DefaultDatabase, options.Ssl));
        Assert.Equal(hosts, string.Join(' ', options.EndPoints.Select(Text)));
        Assert.Null(options.ServiceName);
    }

    [Fact]
    public void A_Sentinels_url_names_its_master()
    {
        var options = RedisUrl.Parse("redis+sentinel://app:secret@one,two:26380/mymaster/4");

        Assert.Equal("one:26379 two:26380", string.Join(' ', options.EndPoints.Select(Text)));
        Assert.Equal(("mymaster", (int?)4, "app", "secret"), (options.ServiceName, options.DefaultDatabase, options.User, options.Password));
    }

    [Theory]
    [InlineData("http://host", "does not begin with")]
    [InlineData("host:6379", "does not begin with")]
    [InlineData("redis://", "its host is not of the form")]
    [InlineData("redis://one\n,two", "host 1 of 2 is not of the form")]
    [InlineData("redis://one,two\n", "host 2 of 2 is not of the form")]
    [InlineData("redis://hunter2@host:0", "its host is not of the form")]
    [InlineData("redis://hunter2@host:66000", "its host is not of the form")]
    [InlineData("redis://a:hunter2@b@host", "its host is not of the form")]
    [InlineData("redis://hunter2@host,,other", "host 2 of 3 is not of the form")]
    [InlineData("redis://a:hunter2%@host", "%25")]
    [InlineData("redis://hunter2@host/one", "number of a database")]
    [InlineData("redis://hunter2@host/1/2", "number of a database")]
    [InlineData("redis://hunter2@host?db=1", "takes no options")]
    [InlineData("rediss+sentinel://hunter2@host/mymaster#1", "takes no options")]
    [InlineData("redis://a:hunter2?x@host", "takes no options")]
    [InlineData("redis+sentinel://hunter2@host", "names no master")]
    [InlineData("redis+sentinel://hunter2@host/mymaster/x", "number of a database")]
    public void What_is_none_is_refused_with_its_reason_and_without_the_password(string url, string reason)
    {
        var refused = Assert.Throws<FormatException>(() => RedisUrl.Parse(url));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
    }

    private static string Text(EndPoint endPoint) => endPoint is DnsEndPoint dns ? $"{dns.Host}:{dns.Port}" : endPoint.ToString()!;
}
