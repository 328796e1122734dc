using System.Net;
using System.Net.Http.Json;

namespace PhStudio.Messaging.BrokerCluster.Bench;

/// <summary>Orders as a careful caller does: what was not accepted is ordered again, under the same id.</summary>
internal sealed class Door(HttpClient gateway)
{
    private int _broken;
    private int _repeated;

    /// <summary>Answers of HTTP 500: a fault of ours, where "come back later" is 503.</summary>
    public int Broken => _broken;

    /// <summary>Orders that had to be made again.</summary>
    public int Repeated => _repeated;

    public async Task PostAsync(string path, object body)
    {
        while (true)
        {
            using var answer = await gateway.PostAsJsonAsync(path, body);
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            if (answer.StatusCode == HttpStatusCode.InternalServerError)
            {
                Interlocked.Increment(ref _broken);
            }
            else if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                throw new InvalidOperationException($"{path} answered {answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            }

            Interlocked.Increment(ref _repeated);
            await Task.Delay(500);
        }
    }
}
