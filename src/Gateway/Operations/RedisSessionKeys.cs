using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Operations;

/// <summary>The keys that protect the console's sessions, in Redis: every Gateway reads every session, and a restart ends none.</summary>
internal sealed class RedisSessionKeys(IConnectionMultiplexer redis) : IXmlRepository
{
    private static readonly RedisKey List = "phstudio:gateway:console-keys";

    public IReadOnlyCollection<XElement> GetAllElements() => [.. redis.GetDatabase().ListRange(List).Select(element => XElement.Parse((string)element!))];

    public void StoreElement(XElement element, string friendlyName) => redis.GetDatabase().ListRightPush(List, element.ToString(SaveOptions.DisableFormatting));
}
