// Command kube-api runs Kubernetes' own API server over etcd in one process, on loopback: objects are stored, checked against
// their schemas and admitted (RBAC, Pod Security, service account tokens and their reviews). There are no controllers and no
// kubelets, so that no pod ever starts. For tests only: whoever has the printed token may do anything.
package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"flag"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() {
	dir := flag.String("dir", "", "an empty folder for data, keys and certificates")
	flag.Parse()
	if *dir == "" || flag.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "usage: kube-api -dir DIR")
		os.Exit(2)
	}
	store, err := startEtcd(*dir)
	check(err)
	port, err := freePort()
	check(err)
	token, err := randomToken()
	check(err)
	keys := filepath.Join(*dir, "service-accounts.key")
	check(writeKey(keys))
	tokens := filepath.Join(*dir, "tokens.csv")
	check(os.WriteFile(tokens, []byte(token+",admin,1,\"system:masters\"\n"), 0o600))
	certificates := filepath.Join(*dir, "certificates")

	server := app.NewAPIServerCommand()
	server.SetArgs([]string{
		"--etcd-servers=http://" + store,
		"--cert-dir=" + certificates,
		"--bind-address=127.0.0.1",
		// Loopback is refused here. Nobody connects to what is advertised.
		"--advertise-address=192.0.2.1",
		fmt.Sprintf("--secure-port=%d", port),
		"--service-account-key-file=" + keys,
		"--service-account-signing-key-file=" + keys,
		"--service-account-issuer=https://kubernetes.default.svc",
		"--token-auth-file=" + tokens,
		"--authorization-mode=RBAC",
		"--service-cluster-ip-range=10.0.0.0/24",
	})
	address := fmt.Sprintf("https://127.0.0.1:%d", port)
	// What the server makes for itself where it is given none: its own authority's certificate stands in the same file.
	go announce(*dir, address, token, filepath.Join(certificates, "apiserver.crt"))
	os.Exit(cli.Run(server))
}

func startEtcd(dir string) (string, error) {
	loopback, err := url.Parse("http://127.0.0.1:0")
	if err != nil {
		return "", err
	}
	config := embed.NewConfig()
	config.Dir = filepath.Join(dir, "etcd")
	config.ListenClientUrls, config.AdvertiseClientUrls = []url.URL{*loopback}, []url.URL{*loopback}
	config.ListenPeerUrls, config.AdvertisePeerUrls = []url.URL{*loopback}, []url.URL{*loopback}
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	config.LogLevel = "error"
	config.UnsafeNoFsync = true
	// It would ask etcd for its own address before there is one.
	config.EnableGRPCGateway = false
	etcd, err := embed.StartEtcd(config)
	if err != nil {
		return "", err
	}
	select {
	case <-etcd.Server.ReadyNotify():
		return etcd.Clients[0].Addr().String(), nil
	case <-time.After(time.Minute):
		return "", fmt.Errorf("etcd did not get ready")
	}
}

// announce prints one line once the server answers.
func announce(dir, address, token, authority string) {
	deadline := time.Now().Add(2 * time.Minute)
	for !ready(address, token, authority) {
		if time.Now().After(deadline) {
			check(fmt.Errorf("the API server did not get ready"))
		}
		time.Sleep(100 * time.Millisecond)
	}
	kubeconfig := filepath.Join(dir, "kubeconfig")
	check(writeKubeconfig(kubeconfig, address, token, authority))
	line, err := json.Marshal(map[string]string{
		"address": address, "token": token, "authority": authority, "kubeconfig": kubeconfig,
	})
	check(err)
	fmt.Println(string(line))
}

func ready(address, token, authority string) bool {
	pool := x509.NewCertPool()
	text, err := os.ReadFile(authority)
	if err != nil || !pool.AppendCertsFromPEM(text) {
		return false
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	defer transport.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/readyz", nil)
	if err != nil {
		return false
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := (&http.Client{Transport: transport}).Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	return response.StatusCode == http.StatusOK
}

func writeKubeconfig(file, address, token, authority string) error {
	named := func(kind string, value any) []any { return []any{map[string]any{"name": "test", kind: value}} }
	text, err := json.Marshal(map[string]any{
		"apiVersion": "v1", "kind": "Config", "current-context": "test",
		"clusters": named("cluster", map[string]string{"server": address, "certificate-authority": authority}),
		"users":    named("user", map[string]string{"token": token}),
		"contexts": named("context", map[string]string{"cluster": "test", "user": "test"}),
	})
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}

func writeKey(file string) error {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	return os.WriteFile(file, pem.EncodeToMemory(block), 0o600)
}

func randomToken() (string, error) {
	random := make([]byte, 24)
	_, err := rand.Read(random)
	return hex.EncodeToString(random), err
}

// freePort is one that nobody listened on a moment ago: the API server takes no 0.
func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "kube-api:", err)
		os.Exit(1)
	}
}
