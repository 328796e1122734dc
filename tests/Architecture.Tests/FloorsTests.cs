using System.Reflection;
using NetArchTest.Rules;

namespace PhStudio.Messaging.Architecture.Tests;

/// <summary>
/// A service's folders stand in floors, written here from the ground up. A folder uses only folders of lower floors, so there is no circle,
/// and a reader can read a service from the bottom or from the top.
/// </summary>
public sealed class FloorsTests
{
    private static readonly Dictionary<string, string[][]> Services = new(StringComparer.Ordinal)
    {
        ["Sender"] =
        [
            ["Telegram"],
            ["Platform"],
            ["Content", "Admission", "CircuitBreaker"],
            ["Scheduling"],
            ["Bot"],
            ["Delivery"],
        ],
        ["WebhookProcessor"] =
        [
            ["Texts", "Telegram"],
            ["Platform"],
            ["Staff", "Conversations"],
            ["Bookings"],
            ["Commands"],
            ["Updates"],
        ],
        ["Gateway"] =
        [
            ["Hosting"],
            ["Access"],
            ["Webhook", "Messages"],
            ["Bookings"],
            ["Migration"],
            ["Operations"],
            ["Reference"],
        ],
        ["WebConsole"] =
        [
            ["Platform"],
            ["Calls"],
            ["Shell"],
            ["Overview", "Bookings", "Messages", "Operations"],
            ["Hosting"],
        ],
    };

    public static TheoryData<string, string> Folders => [.. Services.SelectMany(service => service.Value.SelectMany(floor => floor, (_, folder) => (service.Key, folder)))];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_folders_below_it(string service, string folder)
    {
        var floors = Services[service];
        var own = Array.FindIndex(floors, floor => floor.Contains(folder));
        var forbidden = floors.Skip(own).SelectMany(floor => floor).Where(other => other != folder).ToArray();

        var types = Types.InAssembly(AssemblyOf(service)).That().ResideInNamespaceMatching($"^{Pattern(service, folder)}(\\.|$)");
        Assert.NotEmpty(types.GetTypes());
        foreach (var other in forbidden)
        {
            var result = types.ShouldNot().HaveDependencyOn(Namespace(service, other)).GetResult();
            Assert.True(result.IsSuccessful, $"{service}/{folder} uses {service}/{other}, which is not below it. The first offender is {result.FailingTypeNames?.FirstOrDefault()}.");
        }
    }

    [Theory]
    [InlineData("Sender")]
    [InlineData("WebhookProcessor")]
    [InlineData("Gateway")]
    [InlineData("WebConsole")]
    public void A_service_has_at_most_eight_folders_and_each_has_its_floor(string service)
    {
        var folders = Directory.GetDirectories(Path.Combine(Repository.Root, "src", service)).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj")).Order(StringComparer.Ordinal).ToList();

        Assert.InRange(folders.Count, 2, 8);
        Assert.Equal(Services[service].SelectMany(floor => floor).Order(StringComparer.Ordinal), folders);
    }

    private static Assembly AssemblyOf(string service) => Assembly.Load($"PhStudio.Messaging.{service}");

    private static string Namespace(string service, string folder) => $"PhStudio.Messaging.{service}.{folder}";

    private static string Pattern(string service, string folder) => Namespace(service, folder).Replace(".", "\\.", StringComparison.Ordinal);
}
